import { createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { centredDesign, chooseRidge, leaveOneOutR2, ridgeWeights } from "./ridge-regression";

/** Rows with a strong first input, a weak second one and noise. */
function made(count: number, noise: number): { inputs: Float64Array; outcome: Float64Array } {
  const random = createRandomStream(9, "made");
  const inputs = Float64Array.from({ length: count * 2 }, () => random.normal());
  const outcome = Float64Array.from({ length: count }, (_, l) => {
    return 1 + 2 * inputs[2 * l]! + 0.1 * inputs[2 * l + 1]! + noise * random.normal();
  });
  return { inputs, outcome };
}

it("solves a hand-worked ridge", () => {
  // x = -1, 0, 1 and y = -2, 0, 2: x'x = 2, x'y = 4; with ridge 2 the weight is 4 / (2 + 2) = 1.
  const design = centredDesign(Float64Array.of(4, 5, 6), Float64Array.of(1, 3, 5));
  expect([...ridgeWeights(design, 2)]).toEqual([1]);
  expect([design.centre[0], design.target]).toEqual([5, 3]);
});

it.each([0.01, 1, 50])("leaves one out as a refit on the others does, ridge %f", (ridge) => {
  const { inputs, outcome } = made(12, 0.5);
  let missed = 0;
  let total = 0;
  for (let left = 0; left < 12; left++) {
    const others = centredDesign(
      inputs.filter((_, at) => Math.floor(at / 2) !== left),
      outcome.filter((_, l) => l !== left),
    );
    const weights = ridgeWeights(others, ridge);
    let foretold = others.target;
    for (let j = 0; j < 2; j++) foretold += weights[j]! * (inputs[2 * left + j]! - others.centre[j]!);
    missed += (outcome[left]! - foretold) ** 2;
    total += (outcome[left]! - others.target) ** 2;
  }
  expect(leaveOneOutR2(centredDesign(inputs, outcome), ridge)).toBeCloseTo(1 - missed / total, 10);
});

it("chooses a weak ridge where the inputs tell all and a strong one where they tell nothing", () => {
  const clear = made(40, 0.01);
  expect(chooseRidge(centredDesign(clear.inputs, clear.outcome))).toBe(0.01);
  const random = createRandomStream(2, "noise");
  const noise = clear.outcome.map(() => random.normal());
  expect(chooseRidge(centredDesign(clear.inputs, noise))).toBeGreaterThan(10);
});
