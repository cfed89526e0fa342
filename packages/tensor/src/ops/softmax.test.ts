import { describe, expect, it } from "vitest";
import { exactEngine, expectGradients, randomWeights } from "../../test/central-differences";
import type { Ops, Value } from "../types/ops";

async function rowsOf(values: readonly number[], columns: number, op: (ops: Ops, x: Value) => Value) {
  const x = { shape: [values.length / columns, columns], data: Float32Array.from(values) };
  const [got] = await exactEngine()
    .createTrainable({ x })
    .evaluate((ops, weights) => [op(ops, weights.x!)]);
  return [...got!];
}

describe("softmax", () => {
  it("gives shares in the ratio of exponentials", async () => {
    const got = await rowsOf([0, Math.log(3), 1000, 1000], 2, (ops, x) => ops.softmax(x));
    for (const [k, share] of [1 / 4, 3 / 4, 1 / 2, 1 / 2].entries()) expect(got[k]).toBeCloseTo(share, 7);
  });

  it("gives 0 to -infinity and NaN to a row that has no answer", async () => {
    const { NEGATIVE_INFINITY: least, NaN: none } = Number;
    expect(await rowsOf([least, 5, least, least, none, 0], 2, (ops, x) => ops.softmax(x))).toEqual([
      0,
      1,
      ...[none, none, none, none],
    ]);
  });

  it("has the gradient of central differences", async () => {
    await expectGradients(randomWeights(1, { x: [3, 5], y: [3, 5] }, 4), (ops, { x, y }) =>
      ops.sum(ops.multiply(ops.softmax(x!), y!)),
    );
  });

  it("adds to a gradient that is there already", async () => {
    await expectGradients(randomWeights(2, { x: [2, 3], y: [2, 3] }), (ops, { x, y }) => {
      const moved = ops.affine(x!, 2);
      return ops.sum(ops.multiply(ops.add(ops.softmax(moved), ops.softmax(moved)), ops.multiply(moved, y!)));
    });
  });
});

describe("sparsemax", () => {
  it("keeps a point of the simplex and cuts others at tau", async () => {
    // Row 2: tau = (1 + 0.8 - 1) / 2 = 0.4. Row 3: far ahead takes all. Row 4: equal ones share.
    const rows = [0.5, 0.5, 0, 1, 0.8, 0.1, 3, 0, 1, 7, 7, 7];
    const expected = [0.5, 0.5, 0, 0.6, 0.4, 0, 1, 0, 0, 1 / 3, 1 / 3, 1 / 3];
    const got = await rowsOf(rows, 3, (ops, x) => ops.sparsemax(x));
    for (const [k, share] of expected.entries()) expect(got[k]).toBeCloseTo(share, 7);
  });

  it("gives 0 to -infinity and NaN to a row that has no answer", async () => {
    const { NEGATIVE_INFINITY: least, POSITIVE_INFINITY: most, NaN: none } = Number;
    expect(await rowsOf([least, 5, least, least, none, 0, most, 0], 2, (ops, x) => ops.sparsemax(x))).toEqual([
      0,
      1,
      ...[none, none, none, none, none, none],
    ]);
  });

  it("has the gradient of central differences", async () => {
    // Drawn so that no element stands within a step of tau, where sparsemax has a kink.
    await expectGradients(randomWeights(9, { x: [4, 6], y: [4, 6] }), (ops, { x, y }) =>
      ops.sum(ops.multiply(ops.sparsemax(x!), ops.multiply(ops.sparsemax(x!), y!))),
    );
  });

  it("adds to a gradient that is there already", async () => {
    await expectGradients(randomWeights(4, { x: [2, 3], y: [2, 3] }), (ops, { x, y }) => {
      const moved = ops.affine(x!, 2);
      return ops.sum(ops.multiply(ops.add(ops.sparsemax(moved), moved), ops.multiply(moved, y!)));
    });
  });
});
