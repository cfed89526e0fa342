import { expect, it } from "vitest";
import { all, pageOf, textOf } from "../../test/page-checks";
import { outsideWords, type ScatterPoint, scatterFigure, scatterReach } from "./scatter-figure";

const point = (name: string, truth: number, estimate: number, more: Partial<ScatterPoint> = {}): ScatterPoint => ({
  name,
  truth,
  estimate,
  kind: 0,
  ...more,
});

it("puts a mark an item at its truth and estimate, on the same axes", () => {
  const points = [point("item 1", 1, 2), point("item 2", -3, 3, { kind: 1 })];
  const drawing = pageOf(scatterFigure({ id: "s", title: "t", points, reach: 3, series: 0 }).text);
  const marks = all(drawing, ".point");
  expect(marks).toHaveLength(2);
  // 51 pixels a unit: x from 44, y from 314 upwards.
  expect([marks[0]!.getAttribute("cx"), marks[0]!.getAttribute("cy")]).toEqual(["248", "59"]);
  // A square of 0.89 x 3.6 = 3.2 pixels around (44, 8).
  expect(marks[1]!.getAttribute("d")).toBe("M40.8 4.8L47.2 4.8L47.2 11.2L40.8 11.2Z");
  expect(textOf(marks[0]!)).toBe("item 1: true 1.00, estimated 2.00");
  const equal = drawing.querySelector(".equal")!;
  expect(["x1", "y1", "x2", "y2"].map((name) => equal.getAttribute(name))).toEqual(["44", "314", "350", "8"]);
});

it("draws 90 % intervals where there are scales", () => {
  const points = [point("item 1", 0, 1, { scale: 0.5 }), point("item 2", 1, 1)];
  const drawing = pageOf(scatterFigure({ id: "s", title: "t", points, reach: 3, series: 0 }).text);
  const whiskers = all(drawing, ".whisker");
  expect(whiskers).toHaveLength(1);
  // 1 -+ 1.64485 x 0.5 = 0.17757 and 1.82243; 314 - 51 (3 + y).
  expect(whiskers[0]!.getAttribute("y1")).toBe("151.94");
  expect(whiskers[0]!.getAttribute("y2")).toBe("68.06");
  expect(textOf(drawing.querySelector(".point"))).toBe("item 1: true 0.00, estimated 1.00 (0.18 to 1.82)");
});

it("shows estimates outside the frame as arrows at its edge, and counts them in words", () => {
  const points = [point("item 1", 0, 0), point("item 2", -1, -17.25), point("item 3", 1, Number.POSITIVE_INFINITY)];
  const figure = scatterFigure({ id: "s", title: "t", points, reach: 3, series: 2 });
  const drawing = pageOf(figure.text);
  expect(all(drawing, ".point")).toHaveLength(1);
  const arrows = all(drawing, ".outside");
  // The tips: two pixels inside the frame, down at x = 44 + 2 x 51 and up at x = 44 + 4 x 51.
  expect(arrows.map((arrow) => arrow.getAttribute("d")!.split("L")[0])).toEqual(["M146 312", "M248 10"]);
  expect(textOf(arrows[0]!)).toBe("item 2: true −1.00, estimated −17.25, outside the frame");
  expect(textOf(drawing.querySelector("desc"))).toContain("2 of 3 estimates lie outside the frame");
  expect(outsideWords(points.slice(0, 2), 3)).toBe(
    "1 of 2 estimates lies outside the frame, drawn as an arrow at its edge. The farthest is −17.25, for item 2, whose true difficulty is −1.00.",
  );
  expect(outsideWords(points.slice(0, 1), 3)).toBeUndefined();
});

it("lets the truth and the intervals decide on the axes, not an estimate that explodes", () => {
  expect(scatterReach([point("a", -2.1, 40), point("b", 0.5, 1)])).toBe(3);
  // 2 + 1.645 x 1 = 3.645.
  expect(scatterReach([point("a", -2.1, 40), point("b", 0.5, 2, { scale: 1 })])).toBe(4);
});
