import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, padTo, printable, shortenTo, wrapText } from "./text-width";

describe("displayWidth", () => {
  it.each([
    ["abc", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["👩‍🏫", 2],
    ["", 0],
  ])("of %j is %i", (text, width) => expect(displayWidth(text)).toBe(width));
});

describe("printable", () => {
  it("disarms escape sequences and line breaks", () => {
    expect(printable("a\u001b[31mb\nc\u202ed")).toBe("a\uFFFD[31mb\uFFFDc\uFFFDd");
  });
});

describe("padTo", () => {
  it("pads by columns, not by characters", () => {
    expect(padTo("日", 4, "left")).toBe("日  ");
    expect(padTo("7", 3, "right")).toBe("  7");
  });
});

describe("wrapText", () => {
  it("breaks after hyphens and spaces, and inside words only when it must", () => {
    expect(wrapText("bkt-highest-prob-correct", 12)).toEqual(["bkt-highest-", "prob-correct"]);
    expect(wrapText("mean score over all", 10)).toEqual(["mean score", "over all"]);
    expect(wrapText("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
  });

  it("keeps every character but spaces, and no line is too wide", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (raw, width) => {
        const text = printable(raw);
        const lines = wrapText(text, width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replace(/\s/gu, "")).toBe(text.replace(/\s/gu, ""));
      }),
    );
  });
});

describe("shortenTo", () => {
  it.each([
    ["fractions", 9, "fractions"],
    ["multiplication of fractions", 11, "multi…tions"],
    ["multiplication of fractions", 10, "multi…ions"],
    // Two columns a character: two fit into either half of eight columns, less the sign between them.
    ["日本語学習支援", 8, "日本…援"],
    ["👩‍🏫👩‍🏫👩‍🏫", 5, "👩‍🏫…👩‍🏫"],
  ])("%j in %i columns is %j", (text, width, short) => {
    expect(shortenTo(text, width)).toBe(short);
    expect(displayWidth(shortenTo(text, width))).toBeLessThanOrEqual(width);
  });
});
