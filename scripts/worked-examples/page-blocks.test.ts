import { expect, it } from "vitest";
import { applyDiff, extractBlocks } from "./page-blocks.ts";

it("takes the blocks that name a file", () => {
  const page = [
    "words",
    "```ts a/b.ts",
    "const x = 1;",
    "",
    "```",
    "```bash",
    "npm test",
    "```",
    "```diff a/c.ts",
    "+y",
    "```",
    "",
  ].join("\n");
  expect(extractBlocks(page)).toEqual([
    { kind: "ts", path: "a/b.ts", text: "const x = 1;\n\n" },
    { kind: "diff", path: "a/c.ts", text: "+y\n" },
  ]);
});

it("adds a diff's lines at their places", () => {
  expect(applyDiff("one\ntwo\nthree\nfour\n", " one\n+1.5\n two\n@@\n four\n+$& five\n")).toBe(
    "one\n1.5\ntwo\nthree\nfour\n$& five\n",
  );
});

it("refuses a diff whose place is gone or not certain", () => {
  expect(() => applyDiff("one\n", " two\n+three\n")).toThrow("Expected these lines once, found them 0 times:\ntwo\n");
  expect(() => applyDiff("one\none\n", " one\n+two\n")).toThrow("found them 2 times");
});
