import { expect, it } from "vitest";
import { all, pageOf, textOf } from "../../test/page-checks";
import { type AreaRowsOptions, areaRowsFigure } from "./area-rows-figure";

const options: AreaRowsOptions = {
  id: "r",
  title: "t",
  description: "d",
  axis: "AUC",
  rows: [
    {
      area: "often",
      answers: 400,
      marks: [
        { series: 0, value: 0.65, title: "a" },
        { series: 1, value: 0.6, title: "b" },
      ],
    },
    {
      area: "rare",
      answers: 100,
      marks: [
        { series: 0, title: "too few" },
        { series: 1, title: "too few" },
      ],
    },
  ],
  domain: [0.5, 0.8],
  formatTick: (tick) => tick.toFixed(2),
  reference: { value: 0.5, name: "a coin toss" },
  layout: "overlaid",
  mostAnswers: 400,
};
const numbersOf = (element: Element | null, ...names: readonly string[]): number[] =>
  names.map((name) => Number(element!.getAttribute(name)));

it("puts the models of an area on one line, the first on top, and a bar as long as it has answers", () => {
  const drawing = pageOf(areaRowsFigure(options).text);
  // 264 pixels for 0.3 from 12 on: 880 a unit.
  expect(numbersOf(drawing.querySelector("circle.point"), "cx")).toEqual([144]);
  expect(drawing.querySelector("path.point")!.getAttribute("d")!.startsWith("M96.44 ")).toBe(true);
  expect(all(drawing, ".point").map((mark) => mark.localName)).toEqual(["path", "circle"]);
  // 60 pixels for the most answered area.
  expect(all(drawing, "rect.bar").map((bar) => numbersOf(bar, "width")[0])).toEqual([60, 15]);
  // The rare area has words there instead, not to be crossed out.
  expect(all(drawing, "line.reference").map((line) => numbersOf(line, "x1")[0])).toEqual([12]);
});

it("says once where an area has no figure", () => {
  expect(all(pageOf(areaRowsFigure(options).text), ".missing").map(textOf)).toEqual(["too few"]);
});

it("puts gains on lines of their own with what they mean, and cuts intervals at the axis", () => {
  const gain = { value: 0.1, title: "g" };
  const drawing = pageOf(
    areaRowsFigure({
      ...options,
      rows: [
        {
          area: "one",
          answers: 9,
          marks: [
            { series: 1, ...gain, interval: [-0.3, 0.3], verdict: "cannot tell" },
            { series: 2, title: "too few", verdict: "too few" },
            { series: 3, ...gain, interval: [0.05, 0.15], verdict: "gain" },
          ],
        },
      ],
      domain: [-0.2, 0.2],
      reference: { value: 0, name: "no difference" },
      layout: "stacked",
    }).text,
  );
  // 264 pixels for 0.4: 660 a unit, zero at 144.
  expect(numbersOf(drawing.querySelector("line.reference"), "x1")).toEqual([144]);
  expect(all(drawing, ".interval").map((line) => numbersOf(line, "x1", "x2"))).toEqual([
    [12, 276],
    [177, 243],
  ]);
  expect(all(drawing, ".point")).toHaveLength(2);
  const words = textOf(drawing.querySelector("svg"));
  for (const verdict of ["cannot tell", "too few", "gain"]) expect(words).toContain(verdict);
});

it("shortens names that do not fit and keeps them whole for the pointer", () => {
  const area = "multiplication of fractions ".repeat(4);
  const drawing = pageOf(areaRowsFigure({ ...options, rows: [{ area, answers: 1, marks: [] }] }).text);
  const name = drawing.querySelector(".name")!;
  expect(name.firstChild!.textContent).toHaveLength(36);
  expect(textOf(name.querySelector("title"))).toBe(area.trim());
});
