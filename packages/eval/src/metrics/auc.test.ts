import fc from "fast-check";
import { expect, it } from "vitest";
import { auc } from "./auc";

/** Every (right, wrong) pair, a tie one half: the definition itself. */
function countPairs(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < score.length; a++) {
    for (let b = 0; b < score.length; b++) {
      if (score[a] !== 1 || score[b] !== 0) continue;
      pairs++;
      if (probability[a]! > probability[b]!) sum += 1;
      else if (probability[a] === probability[b]) sum += 0.5;
    }
  }
  return sum / pairs;
}

it("is worked by hand: 0.1 wrong, 0.4 wrong, 0.35 right, 0.8 right", () => {
  // Pairs: .35 > .1 yes, .35 > .4 no, .8 > .1 yes, .8 > .4 yes: 3 of 4 (the example of scikit-learn's roc_auc_score).
  expect(auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
});

it("equals counting all pairs, float32 and float64, with ties, negative numbers, zeros of both signs and infinities", () => {
  const value = fc.oneof(
    fc.constantFrom(0, -0, 0.5, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.float({ noNaN: true }),
    fc.double({ noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.constantFrom(0, 1)), { minLength: 2, maxLength: 60 }), (answers) => {
      const score = [0, 1, ...answers.map(([, s]) => s)];
      const doubles = Float64Array.from([0.5, 0.5, ...answers.map(([p]) => p)]);
      const floats = Float32Array.from(doubles);
      expect(auc(doubles, score)).toBeCloseTo(countPairs(doubles, score), 12);
      expect(auc([...doubles], score)).toBeCloseTo(countPairs(doubles, score), 12);
      expect(auc(floats, Uint8Array.from(score))).toBeCloseTo(countPairs(floats, score), 12);
    }),
  );
});

it("refuses what has no area", () => {
  expect(() => auc([0.2, 0.3], [1, 1])).toThrow("auc: expected both right and wrong answers, got 2 right and 0 wrong");
  expect(() => auc([0.2, Number.NaN], [1, 0])).toThrow("NaN at answer 1");
  expect(() => auc(new Float32Array([0.2, 0.3]), [1, 0.5])).toThrow("scores of 0 or 1, got 0.5 at answer 1");
  expect(() => auc([0.2], [1, 0])).toThrow("score of shape [N]");
});
