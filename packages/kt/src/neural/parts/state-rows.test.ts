import { expect, it } from "vitest";
import { copyRows, replaceAnswered, viewRows } from "./state-rows";

const state = () => ({
  batchSize: 3,
  hidden: Float32Array.of(0, 1, 10, 11, 20, 21),
  count: Int32Array.of(5, 6, 7),
  none: new Uint8Array(0),
});

it("copies rows in the order given", () => {
  const original = state();
  const copy = copyRows(original, Int32Array.of(2, 0, 2, 1));
  expect(copy).toEqual({
    batchSize: 4,
    hidden: Float32Array.of(20, 21, 0, 1, 20, 21, 10, 11),
    count: Int32Array.of(7, 5, 7, 6),
    none: new Uint8Array(0),
  });
  copy.hidden.fill(-1);
  expect(original).toEqual(state());
});

it("shows rows as views that write through", () => {
  const original = state();
  const view = viewRows(original, 1, 3);
  expect(view.batchSize).toBe(2);
  view.hidden[0] = 99;
  expect(original.hidden[2]).toBe(99);
  expect(viewRows(original, 0, 3)).toBe(original);
});

it("knows states of nobody", () => {
  const empty = { batchSize: 0, hidden: new Float32Array(0) };
  expect(copyRows(empty, new Int32Array(0))).toEqual(empty);
});

it.each([
  [
    [4, 0, 2],
    [50, 51, 60, 61, 70, 71],
  ],
  [
    [4, -1, 2],
    [50, 51, 10, 11, 70, 71],
  ],
  [
    [-1, 0, -1],
    [0, 1, 60, 61, 20, 21],
  ],
  [
    [-1, -1, -1],
    [0, 1, 10, 11, 20, 21],
  ],
])("replaces the rows of learners who answered: %j", (items, expected) => {
  const { hidden } = state();
  replaceAnswered(hidden, Float32Array.of(50, 51, 60, 61, 70, 71), Int32Array.from(items));
  expect([...hidden]).toEqual(expected);
});
