import { expect, it } from "vitest";
import { all, pageOf, textOf } from "../../test/page-checks";
import { areasOverviewFigure } from "./areas-overview-figure";

const area = (answers: number, auc?: number) => ({
  area: `${answers}`,
  answers,
  ...(auc === undefined ? {} : { auc }),
  f1: 0.5,
  compared: [],
});

it("puts every area at the logarithm of its answers and at its AUC", () => {
  const drawing = pageOf(areasOverviewFigure([area(1000, 0.8), area(100, 0.6), area(10)]).text);
  const marks = all(drawing, ".point");
  expect(marks).toHaveLength(2);
  // From 8 to 1250, 296 pixels from 52 on: 100 is the middle of the logarithm. Up: 0.5 to 0.8 over 218 pixels from 226.
  expect(marks.map((mark) => mark.getAttribute("cx"))).toEqual(["334.92", "200"]);
  expect(marks.map((mark) => mark.getAttribute("cy"))).toEqual(["8", "153.33"]);
  expect(textOf(drawing.querySelector("desc"))).toBe(
    "2 areas with 10 to 1,000 held-out answers; 1 area without an AUC not drawn.",
  );
});

it("draws an area alone", () => {
  expect(all(pageOf(areasOverviewFigure([area(7, 0.5)]).text), ".point")).toHaveLength(1);
});
