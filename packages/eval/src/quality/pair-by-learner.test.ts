import { expect, it } from "vitest";
import { pairByLearner } from "./pair-by-learner";

const none = Number.NaN;

it("averages repeats that have the figure, leaves out learners who lack it on one side, and pairs the rest", () => {
  // Three learners, two repeats: (.5 | .7, -), (- | 1, 1), (.2 | .4, .8); the second has none in reality.
  const paired = pairByLearner(Float64Array.of(0.5, none, 0.2), Float64Array.of(0.7, none, 1, 1, 0.4, 0.8))!;
  expect(paired.learners).toBe(2);
  expect(paired.real).toBeCloseTo(0.35, 12);
  expect(paired.simulated).toBeCloseTo(0.65, 12);
  // Differences .2 and .4: mean .3, half width 12.7062 · .1.
  expect(paired.difference.value).toBeCloseTo(0.3, 12);
  expect(paired.difference.low).toBeCloseTo(0.3 - 1.27062, 4);
  expect(paired.difference.high).toBeCloseTo(0.3 + 1.27062, 4);
});

it("reads one column of several", () => {
  const paired = pairByLearner(Float64Array.of(0, 0.5), Float64Array.of(9, 0.25, 9, 0.75), { width: 2, column: 1 })!;
  expect(paired).toEqual({ learners: 1, real: 0.5, simulated: 0.5, difference: { value: 0 } });
});

it("gives nothing where nobody has it on both sides", () => {
  expect(pairByLearner(Float64Array.of(none, 1), Float64Array.of(1, none))).toBeUndefined();
});
