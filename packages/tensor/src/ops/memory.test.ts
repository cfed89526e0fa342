import { describe, expect, it } from "vitest";
import { exactEngine, expectGradients, randomWeights } from "../../test/central-differences";

const shapes = { weights: [3, 2], erase: [4, 5], add: [4, 5], memory: [2, 5], y: [6, 5] };

describe("ops.memoryScan", () => {
  it("reads before it writes: two steps by hand", async () => {
    const column = (data: number[]) => ({ shape: [data.length, 1], data: Float32Array.from(data) });
    const trainable = exactEngine().createTrainable({
      weights: { shape: [1, 2], data: Float32Array.of(0.25, 0.75) },
      erase: column([0.5]),
      add: column([2]),
      memory: column([1, -1]),
    });
    const [reads] = await trainable.evaluate((ops, { weights, erase, add, memory }) => [
      ops.memoryScan({
        batch: 1,
        steps: 2,
        weights: weights!,
        keys: ops.indices(Int32Array.of(0, 0)),
        erase: erase!,
        add: add!,
        tokens: ops.indices(Int32Array.of(0, 0)),
        memory: memory!,
      }),
    ]);
    // 0.25 - 0.75 = -0.5; the slots become 1 (1 - 0.125) + 0.5 = 1.375 and -1 (1 - 0.375) + 1.5 = 0.875.
    expect(Array.from(reads!)).toEqual([-0.5, 0.25 * 1.375 + 0.75 * 0.875]);
  });

  it("a step without a key reads zeros and leaves the memory; one without a token only reads", async () => {
    const weights = randomWeights(1, shapes);
    const scan = async (keys: number[], tokens: number[]) => {
      const [reads] = await exactEngine()
        .createTrainable(weights)
        .evaluate((ops, { weights, erase, add, memory }) => [
          ops.memoryScan({
            batch: 1,
            steps: keys.length,
            weights: weights!,
            keys: ops.indices(Int32Array.from(keys)),
            erase: erase!,
            add: add!,
            tokens: ops.indices(Int32Array.from(tokens)),
            memory: memory!,
          }),
        ]);
      return Array.from({ length: keys.length }, (_, t) => Array.from(reads!.subarray(5 * t, 5 * (t + 1))));
    };
    const plain = await scan([0, 1, 2], [1, 2, 3]);
    const gaps = await scan([0, -1, 1, 2, 2], [1, 3, 2, -1, 3]);
    expect(gaps).toEqual([plain[0], [0, 0, 0, 0, 0], plain[1], plain[2], plain[2]]);
  });

  it("gradients, with ids that repeat and ids of -1", async () => {
    const keys = Int32Array.of(0, 2, 0, 1, -1, 2);
    const tokens = Int32Array.of(3, 0, 3, 3, 1, -1);
    await expectGradients(randomWeights(2, shapes), (ops, { weights, erase, add, memory, y }) => {
      const reads = ops.memoryScan({
        batch: 2,
        steps: 3,
        weights: weights!,
        keys: ops.indices(keys),
        erase: erase!,
        add: add!,
        tokens: ops.indices(tokens),
        memory: memory!,
      });
      return ops.sum(ops.multiply(ops.multiply(reads, reads), y!));
    });
  });

  it("refuses tables that do not fit", async () => {
    const trainable = exactEngine().createTrainable(randomWeights(3, { ...shapes, memory: [3, 5] }));
    const scan = trainable.evaluate((ops, { weights, erase, add, memory }) => {
      const ids = ops.indices(Int32Array.of(0));
      return [
        ops.memoryScan({
          batch: 1,
          steps: 1,
          weights: weights!,
          keys: ids,
          erase: erase!,
          add: add!,
          tokens: ids,
          memory: memory!,
        }),
      ];
    });
    await expect(scan).rejects.toMatchObject({ code: "SHAPE" });
  });
});
