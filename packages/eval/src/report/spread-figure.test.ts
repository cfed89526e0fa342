import { describe, expect, it } from "vitest";
import { all, pageOf, textOf } from "../../test/page-checks";
import { type SpreadRow, spreadDomain, spreadFigure, swarmOffsets } from "./spread-figure";

const row = (more: Partial<SpreadRow> = {}): SpreadRow => {
  const values = [0.85, 0.9, 0.95];
  return { name: "one", series: 0, values, titles: values.map(String), mean: 0.9, low: 0.83, high: 0.97, ...more };
};
const optionsOf = (rows: readonly SpreadRow[]) => ({
  id: "s",
  title: "t",
  axis: "a",
  rows,
  limits: [-1, 1] as const,
  format: (value: number) => value.toFixed(3),
  formatTick: (value: number) => value.toFixed(2),
});
const draw = (...rows: readonly SpreadRow[]): Document => pageOf(spreadFigure(optionsOf(rows)).text);
const numbersOf = (element: Element | null, ...names: readonly string[]): number[] =>
  names.map((name) => Number(element!.getAttribute(name)));

describe("swarmOffsets", () => {
  it("keeps dots in one place apart, around the middle", () => {
    expect(swarmOffsets([10, 10, 10, 20], 6, 18)).toEqual([0, -6, 6, 0]);
  });

  it("stays within its height, where dots overlap in the end", () => {
    const offsets = swarmOffsets(new Array<number>(40).fill(5), 6, 18);
    expect(Math.max(...offsets.map(Math.abs))).toBe(18);
    expect(new Set(offsets).size).toBe(7);
  });
});

describe("spreadFigure", () => {
  it("draws every repeat, and the mean with its interval, on one axis", () => {
    const drawing = draw(row());
    const dots = all(drawing, "circle.dot");
    // The axis goes from 0.8 to 1 over 336 pixels from 12 on: 1680 a unit. The third dot, at 0.95: 12 + 0.15 x 1680.
    expect(dots.map((dot) => Number(dot.getAttribute("cx")))).toEqual([96, 180, 264]);
    expect(textOf(dots[2]!)).toBe("0.95");
    expect(numbersOf(drawing.querySelector(".interval"), "x1", "x2")).toEqual([62.4, 297.6]);
    expect(numbersOf(drawing.querySelector(".mean"), "x1", "x2")).toEqual([180, 180]);
    expect(textOf(drawing.querySelector("svg"))).toContain("0.900 (0.830 to 0.970)");
  });

  it("draws a published draw as a diamond with a line, and says that it is a single one", () => {
    const drawing = draw(row({ published: [0.92] }), row({ name: "two" }));
    // 12 + 0.12 x 1680 = 213.6; one diamond stands in the words.
    expect(numbersOf(drawing.querySelector("line.draw"), "x1", "x2")).toEqual([213.6, 213.6]);
    expect(all(drawing, "path.draw")).toHaveLength(2);
    expect(textOf(drawing.querySelector("svg"))).toContain("single published draw: 0.920");
  });

  it("cuts intervals at the measure's bounds and keeps their numbers", () => {
    const drawing = draw(row({ low: 0.6, high: 1.2 }));
    expect(spreadDomain(optionsOf([row({ low: 0.6, high: 1.2 })]))).toEqual([0.6, 1]);
    expect(numbersOf(drawing.querySelector(".interval"), "x1", "x2")).toEqual([12, 348]);
    expect(textOf(drawing.querySelector("svg"))).toContain("(0.600 to 1.200)");
  });
});
