import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { exampleResult, plantResult } from "../../test/example-rem";
import { renderMatrixSvg } from "./matrix-svg";

describe("renderMatrixSvg", () => {
  it("draws one box with its mean for each cell", () => {
    const result = exampleResult();
    const text = renderMatrixSvg(result, 20);
    expect(text.match(/<rect class="h\d"/g)).toHaveLength(30);
    for (const cell of result.cells.filter(({ length }) => length === 20))
      expect(text).toContain(`${cell.low.toFixed(3)} to ${cell.high.toFixed(3)}<`);
  });

  it("stands alone: its own colours for light and dark, nothing from elsewhere", () => {
    const text = renderMatrixSvg(exampleResult(), 20);
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(text).toContain("@media (prefers-color-scheme:dark)");
    expect(text).not.toMatch(/href|url\(|<script/);
    expect(renderMatrixSvg(exampleResult(), 20)).toBe(text);
  });

  it("escapes ids", () => {
    const result = plantResult({ policies: { "<script>&": [0.4] }, simulators: ['"s"'], lengths: [5], half: 0.01 });
    const text = renderMatrixSvg(result, 5);
    expect(text).not.toContain("<script");
    expect(parseHTML(text).document.documentElement?.textContent).toContain("<script>&");
  });

  it("refuses a length that was not played", () => {
    expect(() => renderMatrixSvg(exampleResult(), 30)).toThrow("one of the lengths 10, 20, 50");
  });
});
