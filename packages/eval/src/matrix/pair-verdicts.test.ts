import { createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { pairVerdicts } from "./pair-verdicts";

const policies = ["a", "b", "c", "d", "e", "f", "g", "h"];
const learners = Array.from({ length: 25 }, (_, l) => l);

it("calls any of many equal policies better in at most one study of twenty", () => {
  // 28 pairs at 2 lengths, one simulator. Uncorrected, most studies would hold a false verdict.
  const manifest = { policies, simulators: ["s"], lengths: [5, 10], learners, repeats: 2 };
  const draws = createRandomStream(5);
  const trials = 400;
  let wrong = 0;
  let wrongAlone = 0;
  for (let trial = 0; trial < trials; trial++) {
    const scores = policies.map(() => Float64Array.from({ length: 2 * 25 * 2 }, () => draws.normal()));
    const verdicts = pairVerdicts(manifest, scores);
    if (verdicts.some(({ verdict }) => verdict !== "cannot tell")) wrong++;
    if (verdicts.some(({ p }) => p < 0.05)) wrongAlone++;
  }
  // 20 at most expected, standard deviation 4.4: three of them.
  expect(wrong).toBeLessThan(20 + 13);
  // Holm's bound is nearly reached, since pairs without a policy in common are independent.
  expect(wrong).toBeGreaterThan(2);
  expect(wrongAlone).toBeGreaterThan(trials / 2);
});

it("is done in a blink for fifteen policies, three simulators, five lengths, 86 learners and ten repeats", () => {
  const many = Array.from({ length: 15 }, (_, p) => `p${p}`);
  const manifest = {
    policies: many,
    simulators: ["s", "t", "u"],
    lengths: [10, 20, 30, 50, 100],
    learners: Array.from({ length: 86 }, (_, l) => l),
    repeats: 10,
  };
  const draws = createRandomStream(6);
  const scores = many.flatMap(() =>
    manifest.simulators.map(() => Float64Array.from({ length: 5 * 860 }, () => draws.uniform())),
  );
  const before = performance.now();
  expect(pairVerdicts(manifest, scores).length).toBe(5 * 105);
  // 0.02 s on a quiet machine; ten times the aim of 0.3 s for one that is busy.
  expect(performance.now() - before).toBeLessThan(3000);
});
