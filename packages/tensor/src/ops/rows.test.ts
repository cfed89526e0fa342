import { describe, expect, it } from "vitest";
import { exactEngine, expectGradients, randomWeights } from "../../test/central-differences";
import type { BuildLoss, BuildValues, Weights } from "../types/engine";
import type { Ops, Value } from "../types/ops";

async function numbersOf(weights: Weights, build: (...given: Parameters<BuildValues>) => Value): Promise<number[]> {
  const [got] = await exactEngine()
    .createTrainable(weights)
    .evaluate((...given) => [build(...given)]);
  return [...got!];
}

function table(columns: number, ...values: number[]) {
  return { shape: [values.length / columns, columns], data: Float32Array.from(values) };
}

/** Squares, so that the gradient depends on the value. */
const squared = (ops: Ops, x: Value): Value => ops.sum(ops.multiply(x, x));

const ids = Int32Array.of(2, 0, -1, 2, 1);

describe("rows of a table", () => {
  const three = { t: table(2, 1, 2, 3, 4, 5, 6), b: table(1, 10, 20, 30) };

  it("are gathered, zeros for -1", async () => {
    const got = await numbersOf(three, (ops, { t }) => ops.gatherRows(t!, ops.indices(ids)));
    expect(got).toEqual([5, 6, 1, 2, 0, 0, 5, 6, 3, 4]);
  });

  it("are averaged list by list, -1 as a row of zeros, an empty list as zeros", async () => {
    const got = await numbersOf(three, (ops, { t }) =>
      ops.meanRows(t!, ops.indices(Int32Array.of(0, 2, 2, 3, 5)), ops.indices(ids)),
    );
    expect(got).toEqual([3, 4, 0, 0, 0, 0, 4, 5]);
  });

  it("are multiplied with rows, plus their bias, 0 for -1", async () => {
    const x = table(2, 1, 1, 1, 0, 9, 9, 0, 1, 2, -1);
    const got = await numbersOf({ ...three, x }, (ops, { t, b, x }) =>
      ops.dotRows(x!, t!, ops.reshape(b!, [3]), ops.indices(ids)),
    );
    // 5 + 6 + 30, 1 + 10, nothing, 6 + 30, 6 - 4 + 20
    expect(got).toEqual([41, 11, 0, 36, 22]);
  });

  it.each<[string, BuildLoss]>([
    ["gatherRows", (ops, { t }) => squared(ops, ops.gatherRows(t!, ops.indices(ids)))],
    [
      "meanRows",
      (ops, { t }) => squared(ops, ops.meanRows(t!, ops.indices(Int32Array.of(0, 2, 2, 3, 5)), ops.indices(ids))),
    ],
    ["dotRows", (ops, { t, b, x }) => squared(ops, ops.dotRows(x!, t!, b!, ops.indices(ids)))],
    [
      "dotRows of a value used elsewhere",
      (ops, { t, b, x }) => {
        const moved = ops.affine(x!, 2);
        return ops.add(squared(ops, ops.dotRows(moved, t!, b!, ops.indices(ids))), squared(ops, moved));
      },
    ],
    ["rowSums", (ops, { x }) => squared(ops, ops.rowSums(ops.multiply(x!, x!)))],
    [
      "reshape, concat and columns",
      (ops, { t, x }) => {
        const wide = ops.concat([x!, ops.reshape(x!, [5, 4]), ops.gatherRows(t!, ops.indices(ids)), x!]);
        return ops.add(squared(ops, ops.columns(wide, 3, 7)), ops.sum(ops.columns(wide, 0, 2)));
      },
    ],
  ])("%s has the gradient of central differences", async (_, loss) => {
    await expectGradients(randomWeights(11, { t: [3, 4], b: [3], x: [5, 4] }), loss);
  });

  it.each<[string, (ops: Ops, t: Value, b: Value) => Value]>([
    ["gatherRows", (ops, t) => ops.gatherRows(t, ops.indices(Int32Array.of(0, 3)))],
    ["gatherRows", (ops, t) => ops.gatherRows(t, ops.indices(Int32Array.of(-2)))],
    ["meanRows", (ops, t) => ops.meanRows(t, ops.indices(Int32Array.of(0, 1)), ops.indices(Int32Array.of(7)))],
    ["meanRows", (ops, t) => ops.meanRows(t, ops.indices(Int32Array.of(0, 3)), ops.indices(Int32Array.of(1, 2)))],
    ["meanRows", (ops, t) => ops.meanRows(t, ops.indices(Int32Array.of(1, 0)), ops.indices(Int32Array.of(1, 2)))],
    ["dotRows", (ops, t, b) => ops.dotRows(t, t, b, ops.indices(Int32Array.of(0, 1, 3)))],
  ])("%s refuses rows that are not there", async (name, build) => {
    const weights = randomWeights(1, { t: [3, 4], b: [3] });
    await expect(numbersOf(weights, (ops, { t, b }) => build(ops, t!, b!))).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining(name),
    });
  });
});

describe("shapes", () => {
  it("that hold as many numbers are not the same", async () => {
    const weights = randomWeights(1, { a: [2, 3], b: [3, 2] });
    for (const op of ["add", "subtract", "multiply"] as const) {
      await expect(numbersOf(weights, (ops, { a, b }) => ops[op](a!, b!))).rejects.toMatchObject({ code: "SHAPE" });
    }
  });
});
