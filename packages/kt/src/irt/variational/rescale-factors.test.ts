import { expect, it } from "vitest";
import { rescaleFactors } from "./rescale-factors";

const PRIOR = { learner: Float64Array.of(0, 1), item: Float64Array.of(0, 1, 0, 1) };

/** Divergence of all abilities and discriminations of one factor from standard normals, constants left out. */
function divergence(learnerRows: Float32Array, itemRows: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < learnerRows.length; at += 2)
    sum += learnerRows[at]! ** 2 + learnerRows[at + 1]! - Math.log(learnerRows[at + 1]!);
  for (let at = 0; at < itemRows.length; at += 4)
    sum += itemRows[at]! ** 2 + itemRows[at + 1]! - Math.log(itemRows[at + 1]!);
  return sum / 2;
}

it("keeps every logit and finds the scale with the least divergence", () => {
  const learnerRows = Float32Array.of(0.4, 0.2, -0.9, 0.3, 0.1, 0.25);
  const itemRows = Float32Array.of(2, 0.1, 0.3, 0.2, 1.5, 0.2, -1, 0.1);
  const product = learnerRows[2]! * itemRows[4]!;
  const before = [learnerRows.slice(), itemRows.slice()] as const;
  rescaleFactors(1, learnerRows, itemRows, PRIOR.learner, PRIOR.item);
  expect(learnerRows[2]! * itemRows[4]!).toBeCloseTo(product, 6);
  expect(learnerRows[3]! * itemRows[5]!).toBeCloseTo(0.3 * 0.2, 6);
  expect(itemRows[2]).toBe(before[1][2]);
  const best = divergence(learnerRows, itemRows);
  // By search over c: nothing is better.
  for (let c = 0.5; c < 3; c += 0.01) {
    const abilities = before[0].map((value, k) => value * (k % 2 === 0 ? c : c * c));
    const items = before[1].map((value, k) => (k % 4 === 0 ? value / c : k % 4 === 1 ? value / (c * c) : value));
    expect(best).toBeLessThanOrEqual(divergence(abilities, items) + 1e-5);
  }
});
