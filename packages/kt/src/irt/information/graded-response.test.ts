import { expect, it } from "vitest";
import { itemsOf } from "../../../test/irt-items";
import { categoryProbabilities, gradedInformation } from "./graded-response";
import { itemInformation } from "./item-information";

const item = { discrimination: 1.3, threshold: Float64Array.of(-1, 0.2, 2) };

it("gives the probabilities of hand arithmetic, of sum 1", () => {
  // At 0: P(>= k) = 1 / (1 + e^t) for t = -1, .2, 2: .7310585786, .4501660027, .1192029220.
  const found = categoryProbabilities(item, Float64Array.of(0));
  const expected = [1 - 0.7310585786, 0.7310585786 - 0.4501660027, 0.4501660027 - 0.119202922, 0.119202922];
  for (const [k, p] of expected.entries()) expect(found[k]).toBeCloseTo(p, 9);
  const row = categoryProbabilities(item, Float64Array.of(-4, 40));
  expect(row.subarray(0, 4).reduce((a, b) => a + b)).toBeCloseTo(1, 14);
  // Far above, the low categories keep their digits: P(0) = 1 / (1 + e^(52 + 1)).
  expect(row[4]! / Math.exp(-53)).toBeCloseTo(1, 9);
});

it("informs as the squared slopes of the categories say, by central differences", () => {
  const h = 1e-5;
  for (const ability of [-2.5, 0, 0.7, 3]) {
    const [low, at, high] = [ability - h, ability, ability + h].map((x) =>
      categoryProbabilities(item, Float64Array.of(x)),
    );
    let expected = 0;
    for (let k = 0; k < 4; k++) expected += ((high![k]! - low![k]!) / (2 * h)) ** 2 / at![k]!;
    expect(gradedInformation(item, Float64Array.of(ability))[0]).toBeCloseTo(expected, 7);
  }
});

it("is a 2PL item with one threshold", () => {
  const abilities = Float64Array.of(-1, 0, 2);
  const two = gradedInformation({ discrimination: 1.3, threshold: Float64Array.of(0.65) }, abilities);
  const reference = itemInformation(itemsOf([1.3], [0.5]), abilities);
  for (const [t, value] of reference.entries()) expect(two[t]).toBeCloseTo(value, 13);
});

it.each([
  ["no threshold", { discrimination: 1, threshold: new Float64Array(0) }],
  ["thresholds out of order", { discrimination: 1, threshold: Float64Array.of(1, 1) }],
  ["NaN", { discrimination: Number.NaN, threshold: Float64Array.of(1) }],
])("refuses %s", (_, bad) =>
  expect(() => categoryProbabilities(bad, Float64Array.of(0))).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT" }),
  ),
);
