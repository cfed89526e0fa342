import { Command } from "commander";
import { describe, expect, it } from "vitest";
import {
  collectSetting,
  parseCount,
  parseLengths,
  parseNames,
  parseOneOf,
  parseSeed,
  parseShare,
  plainBackend,
} from "./options";

describe("counts, seeds and shares", () => {
  it("are read", () => {
    expect(parseCount("7")).toBe(7);
    expect(parseSeed("0")).toBe(0);
    expect(parseSeed("9007199254740991")).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseShare("0.25")).toBe(0.25);
  });

  it.each(["", "0", "-1", "1.5", "many", "1e99", "NaN", "Infinity"])("refuse %j as a count", (text) => {
    expect(() => parseCount(text)).toThrow("expected a whole number, 1 or more");
  });

  it.each(["", " ", "-1", "0.5", "9007199254740993", "x"])("refuse %j as a seed", (text) => {
    expect(() => parseSeed(text)).toThrow("expected a whole number, 0 or more");
  });

  it.each(["", "0", "1", "-0.2", "20%", "NaN"])("refuse %j as a share", (text) => {
    expect(() => parseShare(text)).toThrow("expected a share between 0 and 1");
  });
});

describe("lists", () => {
  it("of lengths are ascending and distinct", () => {
    expect(parseLengths("20, 5,20,10")).toEqual([5, 10, 20]);
  });

  it("of lengths refuse a gap", () => {
    expect(() => parseLengths("10,,20")).toThrow("expected a whole number");
  });

  it("of names are distinct, in the order given", () => {
    expect(parseNames("b, a,b")).toEqual(["b", "a"]);
    expect(() => parseNames("a,")).toThrow("names separated by commas");
  });
});

describe("collectSetting", () => {
  it("reads numbers, truth values and words, the last of a name wins", () => {
    const before = collectSetting("forgets=true", collectSetting("maxGuess=0.3"));
    expect(collectSetting("maxGuess=1e-2", { ...before, individualPrior: "none" })).toEqual({
      forgets: true,
      maxGuess: 0.01,
      individualPrior: "none",
    });
    expect(collectSetting("combine=a=b")).toEqual({ combine: "a=b" });
    expect(collectSetting("combine=")).toEqual({ combine: "" });
  });

  it.each(["maxGuess", "=0.3"])("refuses %j", (text) => {
    expect(() => collectSetting(text)).toThrow("expected name=value");
  });
});

describe("parseOneOf", () => {
  const parse = parseOneOf(["tracers", "policies"]);

  it("lists the names and offers the nearest", () => {
    expect(parse("policies")).toBe("policies");
    expect(() => parse("tracer")).toThrow('expected one of tracers, policies; did you mean "tracers"?');
    expect(() => parse("everything")).toThrow(/expected one of tracers, policies$/);
  });
});

describe("plainBackend", () => {
  it("takes what is there and names the reason", () => {
    expect(plainBackend({ backend: "auto" })).toEqual(plainBackend({ backend: "cpu" }));
    expect(plainBackend({ backend: "auto" }).reason).not.toBe("");
  });

  it("refuses what is not installed as a missing part", () => {
    expect(() => plainBackend({ backend: "wasm" })).toThrow(expect.objectContaining({ code: "MISSING_PART" }));
  });
});

it("commander is given parsers that throw its own error, so that the option is named", () => {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  command.option("--folds <k>", "", parseCount);
  expect(() => command.parse(["--folds", "x"], { from: "user" })).toThrow(/--folds <k>.*whole number/);
});
