import { describe, it } from "vitest";
import { expectGradients, randomWeights } from "../../test/central-differences";
import type { Activation } from "../types/activations";

describe("gradients of elementwise ops", () => {
  it.each(["sigmoid", "tanh", "relu", "exp", "softplus", "abs"] satisfies Activation[])("%s", async (kind) => {
    await expectGradients(randomWeights(1, { x: [3, 5], y: [3, 5] }), (ops, { x, y }) =>
      ops.sum(ops.multiply(ops.activate(x!, kind), y!)),
    );
  });

  it("add, subtract, multiply and affine, with whole values and with one row", async () => {
    const shapes = { a: [3, 5], b: [3, 5], row: [5], y: [3, 5] };
    await expectGradients(randomWeights(2, shapes), (ops, { a, b, row, y }) => {
      const mixed = ops.subtract(ops.multiply(ops.add(a!, row!), ops.subtract(b!, row!)), ops.affine(a!, 3, 0.5));
      return ops.sum(ops.multiply(ops.multiply(mixed, row!), y!));
    });
  });

  it("a value used twice gets both gradients", async () => {
    await expectGradients(randomWeights(3, { a: [4] }), (ops, { a }) => ops.sum(ops.multiply(a!, a!)));
  });

  it("dropout", async () => {
    await expectGradients(randomWeights(4, { a: [7, 9] }), (ops, { a }) => {
      const kept = ops.dropout(a!, 0.4, 12);
      return ops.sum(ops.multiply(kept, kept));
    });
  });
});
