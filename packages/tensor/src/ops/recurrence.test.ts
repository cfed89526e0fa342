import { describe, expect, it } from "vitest";
import { exactEngine, expectGradients, randomWeights } from "../../test/central-differences";
import { createKernelEngine } from "../engines/kernel-engine";
import { createMachine, createThreadedMachine } from "../kernels/create-machine";
import type { Machine } from "../kernels/machine";
import type { BuildLoss } from "../types/engine";

const tokens = Int32Array.of(0, 2, -1, 1, 1, 0, 2, -1, 2, 0, 1, 1);

describe("lstm", () => {
  it.each([
    { batch: 3, steps: 4, units: 3 },
    { batch: 12, steps: 1, units: 2 },
    { batch: 1, steps: 5, units: 5 },
  ])("gradients, $batch learners, $steps steps, $units units", async ({ batch, steps, units: h }) => {
    const count = batch * steps;
    const shapes = { projected: [3, 4 * h], recurrent: [h, 4 * h], look: [count, h] };
    await expectGradients(randomWeights(1, shapes), (ops, { projected, recurrent, look }) => {
      const ids = ops.indices(tokens.subarray(0, count));
      const { hidden } = ops.lstm({ batch, steps, projected: projected!, tokens: ids, recurrent: recurrent! });
      return ops.sum(ops.multiply(hidden, look!));
    });
  });

  it("gradients of an initial state", async () => {
    const h = 3;
    const shapes = { projected: [3, 4 * h], recurrent: [h, 4 * h], first: [2, h], kept: [2, h], look: [6, h] };
    await expectGradients(randomWeights(2, shapes), (ops, { projected, recurrent, first, kept, look }) => {
      const { hidden } = ops.lstm({
        batch: 2,
        steps: 3,
        projected: projected!,
        tokens: ops.indices(tokens.subarray(0, 6)),
        recurrent: recurrent!,
        initial: { hidden: first!, cell: kept! },
      });
      return ops.sum(ops.multiply(hidden, look!));
    });
  });

  it("one unit by hand", async () => {
    // Gates before their functions: i 0, f large, g 0.5 + 2 h, o large. So c = c' + tanh(0.5 + 2 h') / 2, h = tanh(c).
    const weights = {
      projected: { shape: [1, 4], data: Float32Array.of(0, 100, 0.5, 100) },
      recurrent: { shape: [1, 4], data: Float32Array.of(0, 0, 2, 0) },
    };
    const [hidden, cell] = await exactEngine()
      .createTrainable(weights)
      .evaluate((ops, { projected, recurrent }) => {
        const ids = ops.indices(Int32Array.of(0, 0));
        const states = ops.lstm({ batch: 1, steps: 2, projected: projected!, tokens: ids, recurrent: recurrent! });
        return [states.hidden, states.cell];
      });
    const c1 = Math.tanh(0.5) / 2;
    const c2 = c1 + Math.tanh(0.5 + 2 * Math.tanh(c1)) / 2;
    expect(cell![0]).toBeCloseTo(c1, 6);
    expect(cell![1]).toBeCloseTo(c2, 6);
    expect(hidden![1]).toBeCloseTo(Math.tanh(c2), 6);
  });

  it("goes on where another run stopped", async () => {
    const h = 4;
    const weights = randomWeights(3, { projected: [3, 4 * h], recurrent: [h, 4 * h] });
    const trainable = exactEngine().createTrainable(weights);
    const [whole, second] = await trainable.evaluate((ops, { projected, recurrent }) => {
      const run = (ids: number[], initial?: { hidden: never; cell: never }) => {
        const given = { batch: 1, steps: ids.length, projected: projected!, recurrent: recurrent! };
        return ops.lstm({ ...given, tokens: ops.indices(Int32Array.from(ids)), ...(initial && { initial }) });
      };
      const first = run([1]);
      return [run([1, -1]).hidden, run([-1], first as never).hidden];
    });
    expect([...second!]).toEqual([...whole!.subarray(h)]);
  });

  it("an empty batch gives an empty value", async () => {
    const weights = randomWeights(3, { projected: [3, 8], recurrent: [2, 8] });
    const [hidden] = await exactEngine()
      .createTrainable(weights)
      .evaluate((ops, { projected, recurrent }) => {
        const ids = ops.indices(new Int32Array(0));
        return [ops.lstm({ batch: 0, steps: 4, projected: projected!, tokens: ids, recurrent: recurrent! }).hidden];
      });
    expect(hidden).toHaveLength(0);
  });

  it("refuses shapes that do not fit", async () => {
    const trainable = exactEngine().createTrainable(randomWeights(3, { projected: [3, 9], recurrent: [2, 8] }));
    const run = trainable.evaluate((ops, { projected, recurrent }) => {
      const ids = ops.indices(new Int32Array(4));
      return [ops.lstm({ batch: 1, steps: 4, projected: projected!, tokens: ids, recurrent: recurrent! }).hidden];
    });
    await expect(run).rejects.toMatchObject({ code: "SHAPE" });
  });
});

describe("gru", () => {
  it.each([
    { batch: 3, steps: 4, units: 3, given: false },
    { batch: 12, steps: 1, units: 2, given: false },
    { batch: 2, steps: 3, units: 3, given: true },
  ])("gradients, $batch learners, $steps steps, $units units, initial state $given", async (size) => {
    const { batch, steps, units: h, given } = size;
    const count = batch * steps;
    const shapes = {
      projected: [3, 3 * h],
      recurrent: [h, 3 * h],
      bias: [3 * h],
      look: [count, h],
      ...(given && { first: [batch, h] }),
    };
    await expectGradients(randomWeights(4, shapes), (ops, { projected, recurrent, bias, look, first }) => {
      const hidden = ops.gru({
        batch,
        steps,
        projected: projected!,
        tokens: ops.indices(tokens.subarray(0, count)),
        recurrent: recurrent!,
        recurrentBias: bias!,
        ...(first && { initial: first }),
      });
      return ops.sum(ops.multiply(hidden, look!));
    });
  });

  it("one unit by hand", async () => {
    // r = 1/2, z = 1/2, n = tanh(0.3 + (2 h + 0.4) / 2), h' = (n + h) / 2.
    const weights = {
      projected: { shape: [1, 3], data: Float32Array.of(0, 0, 0.3) },
      recurrent: { shape: [1, 3], data: Float32Array.of(0, 0, 2) },
      bias: { shape: [3], data: Float32Array.of(0, 0, 0.4) },
    };
    const [hidden] = await exactEngine()
      .createTrainable(weights)
      .evaluate((ops, { projected, recurrent, bias }) => {
        const tokens = ops.indices(Int32Array.of(0, 0));
        const given = { projected: projected!, recurrent: recurrent!, recurrentBias: bias! };
        return [ops.gru({ batch: 1, steps: 2, tokens, ...given })];
      });
    const h1 = Math.tanh(0.5) / 2;
    expect(hidden![0]).toBeCloseTo(h1, 6);
    expect(hidden![1]).toBeCloseTo((Math.tanh(0.5 + h1) + h1) / 2, 6);
  });

  it("refuses shapes that do not fit", async () => {
    const shapes = { projected: [3, 6], recurrent: [2, 6], bias: [5] };
    const run = exactEngine()
      .createTrainable(randomWeights(3, shapes))
      .evaluate((ops, { projected, recurrent, bias }) => {
        const tokens = ops.indices(new Int32Array(4));
        const given = { projected: projected!, recurrent: recurrent!, recurrentBias: bias! };
        return [ops.gru({ batch: 1, steps: 4, tokens, ...given })];
      });
    await expect(run).rejects.toMatchObject({ code: "SHAPE" });
  });
});

const update = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decay: 0, clipNorm: 1 };

/** A loss through both recurrences, `linear` and all their gradients. */
function bothRecurrences(batch: number, steps: number): BuildLoss {
  const ids = Int32Array.from({ length: batch * steps }, (_, k) => ((k * 7) % 6) - 1);
  return (ops, { table, input, lstm, gru, bias }) => {
    const tokens = ops.indices(ids);
    const projected = ops.linear(table!, input!);
    const { hidden } = ops.lstm({ batch, steps, projected, tokens, recurrent: lstm! });
    const second = ops.gru({ batch, steps, projected: table!, tokens, recurrent: gru!, recurrentBias: bias! });
    return ops.sum(ops.multiply(hidden, second));
  };
}

async function trainOn(machine: Machine, units: number, batch: number, steps: number, updates: number) {
  const shapes = {
    table: [5, 3 * units],
    input: [3 * units, 4 * units],
    lstm: [units, 4 * units],
    gru: [units, 3 * units],
    bias: [3 * units],
  };
  const engine = createKernelEngine({ name: "wasm", reason: "test" }, () => machine);
  const trainable = engine.createTrainable(randomWeights(8, shapes, 0.25));
  const { used } = machine;
  const loss = bothRecurrences(batch, steps);
  for (let k = 0; k < updates; k++) await trainable.step(loss, update);
  expect(machine.used).toBe(used);
  const { weights } = await trainable.state();
  engine.close();
  return weights;
}

describe("training recurrences", () => {
  it("each learner has its own tokens, in its own order", async () => {
    const shapes = { lstm: [3, 12], gru: [3, 9], tables: [4, 12], table: [4, 9], bias: [9] };
    const trainable = exactEngine().createTrainable(randomWeights(6, shapes));
    const run = (batch: number, ids: number[]) =>
      trainable.evaluate((ops, { lstm, gru, tables, table, bias }) => {
        const size = { batch, steps: ids.length / batch, tokens: ops.indices(Int32Array.from(ids)) };
        return [
          ops.lstm({ ...size, projected: tables!, recurrent: lstm! }).hidden,
          ops.gru({ ...size, projected: table!, recurrent: gru!, recurrentBias: bias! }),
        ];
      });
    const together = await run(2, [0, 1, 2, 3, -1, 0]);
    const [first, second] = [await run(1, [0, 1, 2]), await run(1, [3, -1, 0])];
    for (const k of [0, 1]) expect([...together[k]!]).toEqual([...first[k]!, ...second[k]!]);
  });

  it("leaves nothing behind in 1,000 steps", async () => {
    const weights = await trainOn(createMachine(), 3, 2, 3, 1000);
    expect(Object.values(weights).every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it("two threads and three give the bytes of one", async () => {
    const alone = await trainOn(createMachine(), 18, 50, 7, 3);
    for (const threads of [2, 3]) {
      expect(await trainOn(await createThreadedMachine(threads), 18, 50, 7, 3)).toEqual(alone);
    }
  });
});
