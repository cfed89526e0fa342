import { createRandomStream } from "@zpd/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { prepareWeightedMetrics } from "../bootstrap/weighted-metrics";
import { METRIC_NAMES } from "../types/metric-name";
import { bootstrapMetrics } from "./bootstrap-metrics";
import { compareTracers } from "./compare-tracers";
import { scorePredictions } from "./score-predictions";

it("weights count as that many copies of a learner's answers", () => {
  const answer = fc.tuple(fc.constantFrom(0, 0.1, 0.25, 0.5, 0.7, 1), fc.constantFrom(0, 1), fc.nat({ max: 3 }));
  fc.assert(
    fc.property(
      fc.array(answer, { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 }),
      (answers, counts) => {
        const copies = answers.flatMap(([p, s, l]) => Array.from({ length: counts[l]! }, () => [p, s] as const));
        fc.pre(copies.length > 0);
        const weighted = prepareWeightedMetrics(
          {
            probability: Float32Array.from(answers, ([p]) => p),
            score: answers.map(([, s]) => s),
            learner: Int32Array.from(answers, ([, , l]) => l),
          },
          4,
          { epsilon: 1e-3, bins: 10 },
        )(Int32Array.from(counts));
        // The plain metrics on the copies written out.
        const plain = scorePredictions(
          Float32Array.from(copies, ([p]) => p),
          copies.map(([, s]) => s),
          { epsilon: 1e-3 },
        );
        for (const name of METRIC_NAMES) {
          if (name === "auc" && plain.auc === undefined) expect(weighted.auc).toBeNaN();
          else expect(weighted[name]).toBeCloseTo(plain[name]!, 10);
        }
      },
    ),
  );
});

/** Learners with a level of their own, 0.3 … 0.9, and `answers` answers each; the prediction knows nothing: 0.6. */
function clustered(learners: number, answers: number, seed: number) {
  const draws = createRandomStream(seed);
  const levels = Array.from({ length: learners }, () => 0.3 + 0.6 * draws.uniform());
  const score = levels.flatMap((level) => Array.from({ length: answers }, () => (draws.uniform() < level ? 1 : 0)));
  return {
    probability: new Float32Array(score.length).fill(0.6),
    score,
    learner: Int32Array.from(score, (_, n) => Math.floor(n / answers)),
  };
}

it("covers the true accuracy about 95 times of 100 though answers hang together", async () => {
  // Accuracy of "always right" is the mean level, 0.6 in the population. Answers as the unit would cover some 60 %:
  // the level's variance 0.03 adds 20 x 0.03 to each 0.24 of a coin.
  let covered = 0;
  const trials = 120;
  for (let trial = 0; trial < trials; trial++) {
    const { metrics } = await bootstrapMetrics(clustered(60, 20, 100 + trial), { seed: trial, resamples: 200 });
    const { low, high } = metrics.accuracy!;
    if (low <= 0.6 && 0.6 <= high) covered++;
  }
  // 95 % of 120 is 114, standard deviation 2.4; the percentile bootstrap with 60 learners runs a little narrow.
  expect(covered).toBeGreaterThanOrEqual(105);
  expect(covered).toBeLessThan(120);
});

it("gives the same intervals for the same seed, other ones for another, and the plain values", async () => {
  const data = clustered(30, 10, 7);
  const once = await bootstrapMetrics(data, { seed: 1, resamples: 100 });
  expect(await bootstrapMetrics(data, { seed: 1, resamples: 100 })).toEqual(once);
  expect((await bootstrapMetrics(data, { seed: 2, resamples: 100 })).metrics.accuracy).not.toEqual(
    once.metrics.accuracy,
  );
  const plain = scorePredictions(data.probability, data.score);
  for (const name of METRIC_NAMES) expect(once.metrics[name]!.value).toBeCloseTo(plain[name]!, 12);
  expect(once).toMatchObject({ answers: 300, learners: 30, resamples: 100 });
  // A constant prediction ties everything: 1/2 whatever is drawn.
  expect(once.metrics.auc).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
});

it("leaves the area out when no answer is wrong, and refuses a single learner", async () => {
  const right = { probability: [0.5, 0.6], score: [1, 1], learner: Int32Array.from([4, 9]) };
  expect((await bootstrapMetrics(right, { seed: 1, resamples: 10 })).metrics.auc).toBeUndefined();
  await expect(bootstrapMetrics({ ...right, learner: Int32Array.from([4, 4]) }, { seed: 1 })).rejects.toThrow(
    "answers of at least two learners",
  );
  await expect(bootstrapMetrics(right, { seed: 1, resamples: 0 })).rejects.toThrow("resamples to be a whole number");
  await expect(bootstrapMetrics({ ...right, learner: Int32Array.from([4]) }, { seed: 1 })).rejects.toThrow(
    "learner of shape [N]",
  );
});

it("tells the better tracer by each metric's own direction, and cannot tell equal ones", async () => {
  const draws = createRandomStream(11);
  const level = Array.from({ length: 2000 }, () => draws.uniform());
  const score = level.map((p) => (draws.uniform() < p ? 1 : 0));
  const learner = Int32Array.from(score, (_, n) => n % 50);
  const knows = Float32Array.from(level);
  const guesses = new Float32Array(score.length).fill(0.5);
  const { metrics } = await compareTracers({ a: knows, b: guesses, score, learner }, { seed: 1, resamples: 200 });
  for (const name of ["auc", "accuracy", "rmse", "logLoss", "brier"] as const) {
    expect(metrics[name]!.verdict).toBe("better");
  }
  // The one who knows: expected Brier score E[p(1 - p)] = 1/6, the guesser 1/4.
  expect(Math.abs(metrics.brier!.difference - (1 / 6 - 1 / 4))).toBeLessThan(0.01);
  const mirrored = await compareTracers({ a: guesses, b: knows, score, learner }, { seed: 1, resamples: 200 });
  expect(mirrored.metrics.auc!.verdict).toBe("worse");
  expect(mirrored.metrics.auc!.low).toBeCloseTo(-metrics.auc!.high, 12);

  const noise = () => Float32Array.from(level, (p) => Math.min(1, Math.max(0, p + 0.05 * draws.normal())));
  const alike = await compareTracers({ a: noise(), b: noise(), score, learner }, { seed: 1, resamples: 200 });
  expect(alike.metrics.auc!.verdict).toBe("cannot tell");
  const same = await compareTracers({ a: knows, b: knows, score, learner }, { seed: 1, resamples: 20 });
  expect(same.metrics.logLoss).toEqual({ difference: 0, low: 0, high: 0, verdict: "cannot tell" });
});
