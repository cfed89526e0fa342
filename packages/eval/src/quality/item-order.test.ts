import { createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { logOf } from "../../test/log-of";
import { itemOrderAgreement } from "./item-order";

const orders = (...learners: readonly (readonly number[])[]) =>
  logOf(
    20,
    learners.map((items) => items.map((item) => [item, 1] as const)),
  );

it("is Spearman's rank correlation of first places", () => {
  expect(itemOrderAgreement(orders([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]))).toBe(1);
  expect(itemOrderAgreement(orders([0, 1, 2, 3, 4], [4, 3, 2, 1, 0]))).toBe(-1);
  // One swap of neighbours among five: 1 - 6 · 2 / (5 · 24) = .9. Repetitions and items of one learner only do not count.
  expect(itemOrderAgreement(orders([0, 1, 2, 3, 4], [9, 1, 1, 0, 2, 3, 0, 8, 4]))).toBeCloseTo(0.9, 12);
});

it("is the mean over each learner's three followers", () => {
  const [up, down] = [
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
  ];
  // Pairs: 0-1 1, 0-2 -1, 0-3 1, 1-2 -1, 1-3 1, 2-3 -1, 1-4 1, 2-4 -1, 3-4 1; not 0-4.
  expect(itemOrderAgreement(orders(up!, up!, down!, up!, up!))).toBeCloseTo(1 / 9, 12);
});

it("is near 0 for items at random and unknown where learners share fewer than five", () => {
  const stream = createRandomStream(1);
  const shuffled = () => [...stream.shuffle(Int32Array.from({ length: 20 }, (_, i) => i))];
  const log = orders(...Array.from({ length: 100 }, shuffled));
  // Standard deviation of one correlation of 20 ranks: 1 / √19 = .23; some 300 pairs.
  expect(Math.abs(itemOrderAgreement(log))).toBeLessThan(0.08);
  expect(itemOrderAgreement(orders([0, 1, 2, 3], [0, 1, 2, 3]))).toBeNaN();
});
