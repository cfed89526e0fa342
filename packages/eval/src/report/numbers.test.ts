import { describe, expect, it } from "vitest";
import { formatDifference, formatScore, formatShare } from "./numbers";

describe("numbers", () => {
  it.each([
    [0.71249, "0.712"],
    [-0.02, "−0.020"],
    [-0.0001, "0.000"],
    [1, "1.000"],
  ])("formats the score %d as %s", (value, text) => expect(formatScore(value)).toBe(text));

  it.each([
    [0.0124, "+0.012"],
    [-0.02, "−0.020"],
    [0.0004, "0.000"],
  ])("formats the difference %d as %s", (value, text) => expect(formatDifference(value)).toBe(text));

  it("gives shares in whole per cent", () => {
    expect(formatShare(1, 3)).toBe("33 %");
    expect(formatShare(0, 0)).toBe("0 %");
  });
});
