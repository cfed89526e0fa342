import { expect, it } from "vitest";
import { textTable } from "./text-table";

it("lines up numbers to the right and words to the left, without blanks at the ends of lines", () => {
  expect(
    textTable(
      ["id", "n", "why"],
      [
        ["bkt", "12", "a"],
        ["logistic", "3", ""],
      ],
      ["left", "right", "left"],
    ),
  ).toBe(["id         n  why", "────────  ──  ───", "bkt       12  a", "logistic   3", ""].join("\n"));
});

it("fills cells that a short row lacks, and shows a header without rows", () => {
  expect(textTable(["a", "b"], [["long"]], ["left", "right"])).toBe("a     b\n────  ─\nlong\n");
  expect(textTable(["a"], [], ["left"])).toBe("a\n─\n");
});
