import { describe, expect, it } from "vitest";
import { csvCell, csvLine } from "./csv";

describe("csvCell", () => {
  it.each([
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ["@cmd", "'@cmd"],
    ["-x", "'-x"],
    ['=HYPERLINK("a,b")', '"\'=HYPERLINK(""a,b"")"'],
    ["-7", "-7"],
    ["+1.5e-3", "+1.5e-3"],
    ["", ""],
  ])("writes %j as %j", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it("writes numbers so that they read back", () => {
    expect(csvCell(-1e-7)).toBe("-1e-7");
    expect(Number(csvCell(0.1 + 0.2))).toBe(0.1 + 0.2);
  });
});

it("csvLine ends its line", () => {
  expect(csvLine(["a", 1, "b,c"])).toBe('a,1,"b,c"\n');
});
