import { createVocabulary, identityQMatrix, sigmoid } from "@zpd/core";
import { expect, it } from "vitest";
import { fitVariational } from "./fit-variational";

it("are those of a threshold with the learners integrated out, where mean field's are too narrow", async () => {
  // One item, discrimination fixed at 1, L learners with one answer each: P(right | t) = integral of sigmoid(theta - t) over
  // N(0, 1). The exact posterior of t, prior N(0, 1), by quadrature.
  const learners = 40;
  const right = 26;
  const items = createVocabulary(["x"]);
  const log = {
    learners: createVocabulary(Array.from({ length: learners }, (_, l) => `${l}`)),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l),
    item: new Int32Array(learners),
    score: Uint8Array.from({ length: learners }, (_, l) => (l < right ? 1 : 0)),
  };
  const { posterior } = await fitVariational(
    "rasch",
    log,
    { learnPriorScales: false, tolerance: 0, maxPasses: 50 },
    { seed: 1 },
  );
  let [mass, first, second] = [0, 0, 0];
  for (let t = -4; t <= 4; t += 0.01) {
    let [p, norm] = [0, 0];
    for (let theta = -6; theta <= 6; theta += 0.05) {
      const density = Math.exp((-theta * theta) / 2);
      p += density * sigmoid(theta - t);
      norm += density;
    }
    p /= norm;
    const density = Math.exp((-t * t) / 2 + right * Math.log(p) + (learners - right) * Math.log(1 - p));
    mass += density;
    first += t * density;
    second += t * t * density;
  }
  const exact = Math.sqrt(second / mass - (first / mass) ** 2);
  expect(posterior.itemScales[1]! / exact).toBeGreaterThan(0.97);
  expect(posterior.itemScales[1]! / exact).toBeLessThan(1.03);
  expect(Math.sqrt(posterior.itemRows[3]!) / exact).toBeLessThan(0.95);
  expect(posterior.itemScales[0]).toBe(0);
});
