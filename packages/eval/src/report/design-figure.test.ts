import { expect, it } from "vitest";
import { all, pageOf } from "../../test/page-checks";
import { designFigure, designWords, itemRuns } from "./design-figure";

const overlap = [
  { learners: 25, firstItem: 0, items: 25 },
  { learners: 25, firstItem: 5, items: 25 },
];

it("draws a bar a learner over the items it answers", () => {
  const bars = all(pageOf(designFigure(overlap).text), "rect.answers");
  expect(bars).toHaveLength(50);
  const place = (bar: Element | undefined): number[] =>
    ["x", "y", "width", "height"].map((name) => Number(bar!.getAttribute(name)));
  // 310 pixels for 30 items from 40 on, 200 for 50 learners from 10 on; a bar is three quarters of its 4 pixels.
  expect(place(bars[0])).toEqual([40, 10, 258.33, 3]);
  expect(place(bars[49])).toEqual([91.67, 206, 258.33, 3]);
});

it("tells items in common from those of one group", () => {
  expect(itemRuns(overlap)).toEqual([
    { firstItem: 0, items: 5, groups: [0] },
    { firstItem: 5, items: 20, groups: [0, 1] },
    { firstItem: 25, items: 5, groups: [1] },
  ]);
  expect(designWords(overlap)).toBe(
    "50 learners, 30 items, 1,250 answers: 25 learners answer items 1 to 25; 25 learners answer items 6 to 30. 20 items in common (items 6 to 25) put the groups on one scale.",
  );
});

it("says when everybody answers everything, and when groups share nothing", () => {
  expect(designWords([{ learners: 50, firstItem: 0, items: 30 }])).toBe(
    "50 learners, 30 items, 1,500 answers: every learner answers every item.",
  );
  const apart = [
    { learners: 1, firstItem: 0, items: 1 },
    { learners: 2, firstItem: 1, items: 2 },
  ];
  expect(designWords(apart)).toBe(
    "3 learners, 3 items, 5 answers: 1 learner answers item 1; 2 learners answer items 2 to 3. No item is answered by all of them.",
  );
});
