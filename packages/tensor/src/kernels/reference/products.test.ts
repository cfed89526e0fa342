import { afterAll, describe, expect, it } from "vitest";
import { expectAsReference, randomFloats, runKernel, wasmMachine, wasmSettings } from "../../../test/kernel-comparison";
import { matrixScratch, outerScratch, recurrentScratch } from "../kernel-scratch";

/** Rows, inner length, columns: every tile's height, odd rests, empty sides, more than one block of rows. */
const sizes = [
  [1, 1, 1],
  [1, 7, 40],
  [2, 3, 5],
  [3, 16, 8],
  [4, 5, 17],
  [5, 9, 33],
  [6, 6, 6],
  [7, 13, 23],
  [11, 2, 9],
  [13, 31, 100],
  [37, 10, 66],
  [300, 20, 12],
  [9, 0, 7],
  [0, 4, 4],
  [4, 4, 0],
] as const;

/** Learners, steps, units. */
const sequences = [
  [1, 1, 1],
  [1, 9, 3],
  [5, 1, 7],
  [7, 3, 4],
  [3, 12, 9],
  [13, 4, 10],
  [101, 2, 5],
  [4, 6, 33],
  [0, 3, 4],
] as const;

function tokensOf(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, k) => ((k * 7) % 5) - 1);
}

describe.each(wasmSettings)("$variant, $threads threads, panels of $panelColumns", async (setting) => {
  const machine = await wasmMachine(setting);
  afterAll(() => machine.close());
  const scratchOf = (room: number) => [new Float32Array(room * machine.threads), room];

  it.each(sizes)("matrixProduct %i x %i x %i", (m, k, n) => {
    const [x, w, bias, y] = [m * k, k * n, n, m * n].map((count, seed) => randomFloats(seed, count));
    for (const [first, ...rest] of [
      [bias!, y!, m, k, n, n, 1, 0],
      [-1, y!, m, k, n, n, 1, 0],
      [-1, y!, m, k, n, 1, k, 0],
      [-1, y!, m, k, n, n, 1, 1],
      [-1, y!, m, k, n, 1, k, 1],
    ] as const) {
      const args = [x!, w!, first, ...rest, ...scratchOf(matrixScratch(k, n))] as Float32Array[];
      expectAsReference(machine, "matrixProduct", args, { skip: 1 });
    }
  });

  it.each(sizes)("outerProducts %i x %i x %i", (m, k, n) => {
    const [x, dy, dw] = [m * k, m * n, k * n].map((count, seed) => randomFloats(seed, count));
    const args = [x!, dy!, dw!, m, k, n, ...scratchOf(outerScratch(k, n))];
    expectAsReference(machine, "outerProducts", args, { skip: 1 });
  });

  it.each(sequences)("lstm and lstmBackward, %i learners, %i steps, %i units", (batch, steps, h) => {
    const rows = batch * steps;
    const [projected, recurrent, h0, c0] = [16 * h, 4 * h * h, batch * h, batch * h].map((n, k) => randomFloats(k, n));
    const [hidden, cell, gates] = [rows * h, rows * h, 4 * rows * h].map((count) => new Float32Array(count));
    const [dhidden, dh0, dc0] = [rows * h, batch * h, batch * h].map((n, k) => randomFloats(9 + k, n));
    const room = recurrentScratch(h, 4);
    for (const given of [true, false]) {
      const states = given ? [h0!, c0!] : [-1, -1];
      for (const kept of [gates!, -1]) {
        const to = [hidden!, cell!, kept];
        const args = [projected!, tokensOf(rows), recurrent!, ...states, ...to, ...scratchOf(room), batch, steps, h];
        expectAsReference(machine, "lstm", args, { skip: 1 });
      }
      const saved = [randomFloats(20, rows * h), randomFloats(21, 4 * rows * h).map((v) => (v + 1) / 2)];
      const wanted = given ? [dh0!, dc0!] : [-1, -1];
      const size = [...scratchOf(room), batch, steps, h];
      const args = [recurrent!, states[1]!, ...saved, dhidden!, ...wanted, ...size];
      expectAsReference(machine, "lstmBackward", args, { skip: 1 });
    }
  });

  it.each(sequences)("gru and gruBackward, %i learners, %i steps, %i units", (batch, steps, h) => {
    const rows = batch * steps;
    const [projected, recurrent, bias, h0] = [12 * h, 3 * h * h, 3 * h, batch * h].map((n, k) => randomFloats(k, n));
    const [hidden, gates] = [rows * h, 4 * rows * h].map((count) => new Float32Array(count));
    const [dhidden, dh0] = [rows * h, batch * h].map((n, k) => randomFloats(9 + k, n));
    const room = recurrentScratch(h, 3);
    for (const given of [true, false]) {
      const state = given ? h0! : -1;
      for (const kept of [gates!, -1]) {
        const to = [hidden!, kept];
        const from = [projected!, tokensOf(rows), recurrent!, bias!, state];
        expectAsReference(machine, "gru", [...from, ...to, ...scratchOf(room), batch, steps, h], { skip: 1 });
      }
      const saved = [randomFloats(20, rows * h), randomFloats(21, 4 * rows * h).map((v) => (v + 1) / 2)];
      const to = [new Float32Array(3 * rows * h), new Float32Array(3 * rows * h), given ? dh0! : -1];
      const args = [recurrent!, state, ...saved, dhidden!, ...to, ...scratchOf(room), batch, steps, h];
      expectAsReference(machine, "gruBackward", args, { skip: 1 });
    }
  });

  it.each(sequences)("recurrentProducts, %i learners, %i steps, %i units", (batch, steps, h) => {
    const [hidden, h0, dgates, dw] = [batch * steps * h, batch * h, batch * steps * 5 * h, 5 * h * h].map((n, k) =>
      randomFloats(k, n),
    );
    for (const initial of [-1, h0!]) {
      const args = [hidden!, initial, dgates!, dw!, ...scratchOf(outerScratch(h, 5 * h)), batch, steps, h, 5 * h];
      expectAsReference(machine, "recurrentProducts", args, { skip: 1 });
    }
  });

  it("NaN and infinity stay", () => {
    const [m, k, n] = [7, 9, 11];
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const [x, w, y] = [m * k, k * n, m * n].map((count, seed) => randomFloats(seed, count));
      x![4 * k + 3] = bad;
      const product = [x!, w!, -1, y!, m, k, n, n, 1, 0, ...scratchOf(matrixScratch(k, n))];
      expectAsReference(machine, "matrixProduct", product, { skip: 1 });
      const outer = [x!, y!, w!.map(Math.abs), m, k, n, ...scratchOf(outerScratch(k, n))];
      expectAsReference(machine, "outerProducts", outer, { skip: 1 });
      const projected = randomFloats(5, 16 * k);
      projected[2 * k + 1] = bad;
      const states = [new Float32Array(6 * k), new Float32Array(6 * k), new Float32Array(24 * k)];
      const run = [projected, tokensOf(6), randomFloats(6, 4 * k * k), -1, -1, ...states];
      const room = recurrentScratch(k, 4);
      expectAsReference(machine, "lstm", [...run, ...scratchOf(room), 2, 3, k], { skip: 1 });
    }
  });

  it("gives the same bytes as one thread", async () => {
    const alone = await wasmMachine({ ...setting, threads: 1 });
    const [batch, steps, h] = [29, 5, 10];
    const arrays = [40 * h, 4 * h * h].map((count, k) => randomFloats(k, count));
    const states = [batch * steps * h, batch * steps * h, 4 * batch * steps * h].map((n) => new Float32Array(n));
    const run = (on: typeof machine) => {
      const room = recurrentScratch(h, 4);
      const scratch = [new Float32Array(room * on.threads), room];
      const args = [arrays[0]!, tokensOf(batch * steps), arrays[1]!, -1, -1, ...states, ...scratch, batch, steps, h];
      return runKernel(on, "lstm", args).slice(0, 5);
    };
    expect(run(machine)).toEqual(run(alone));
  });
});
