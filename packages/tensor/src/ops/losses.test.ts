import { describe, expect, it } from "vitest";
import { exactEngine, expectGradients, randomWeights } from "../../test/central-differences";
import type { Ops, Value } from "../types/ops";

const targets = Float32Array.of(0, 1, 0.25, 1, 0);
const weights = Float32Array.of(1, 2, 1, 0, 1);

function terms(ops: Ops, logits: Value): Value {
  return ops.binaryCrossEntropy(logits, ops.constant(targets, [5]), ops.constant(weights, [5]));
}

describe("weighted cross-entropy of logits", () => {
  it("is -log of the probability given to what happened", async () => {
    // P = 3/4 from a logit of ln 3.
    const logits = { shape: [5], data: Float32Array.of(Math.log(3), Math.log(3), 0, Number.NaN, -200) };
    const [got] = await exactEngine()
      .createTrainable({ logits })
      .evaluate((ops, { logits }) => [terms(ops, logits!)]);
    const expected = [Math.log(4), 2 * Math.log(4 / 3), Math.log(2), 0, 0];
    for (const [k, term] of expected.entries()) expect(got![k]).toBeCloseTo(term, 6);
  });

  it("grows no faster than the logit, and is not finite where the logit is not", async () => {
    const logits = { shape: [5], data: Float32Array.of(1e30, -1e30, 0, 0, Number.POSITIVE_INFINITY) };
    const [got] = await exactEngine()
      .createTrainable({ logits })
      .evaluate((ops, { logits }) => [terms(ops, logits!)]);
    expect(got![0]! / 1e30).toBeCloseTo(1, 6);
    expect(got![1]! / 2e30).toBeCloseTo(1, 6);
    expect(Number.isFinite(got![4]!)).toBe(false);
  });

  it("has the gradient of central differences", async () => {
    await expectGradients(randomWeights(12, { x: [5], y: [5] }, 4), (ops, { x, y }) =>
      ops.sum(ops.multiply(terms(ops, x!), y!)),
    );
    await expectGradients(randomWeights(13, { x: [5] }, 4), (ops, { x }) => {
      const moved = ops.affine(x!, 2);
      return ops.sum(ops.multiply(terms(ops, moved), ops.add(moved, terms(ops, moved))));
    });
  });
});
