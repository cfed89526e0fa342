import { createRandomStream } from "@zpd/core";
import type { BuildLoss, BuildValues, Engine, UpdateOptions, Weights } from "../types/engine";
import type { Value } from "../types/ops";

/** How fast an engine is: best of a few runs, after one to warm up. */
export interface EngineSpeed {
  /** Of a product of two matrices of 512 x 512, in 10^9 multiplications and additions a second. */
  readonly gigaflops: number;
  /** A training step of DKT: 32 learners, 100 answers each, 64 units, 50 skills; milliseconds. */
  readonly stepMilliseconds: number;
}

const SIZE = 512;
const PRODUCTS = 8;
const [LEARNERS, ANSWERS, UNITS, SKILLS] = [32, 100, 64, 50];
const UPDATE: UpdateOptions = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  l2: 0,
  decay: 0,
  clipNorm: 5,
};

const MOST_RUNS = 7;
/** No run begins after this. */
const PATIENCE_MILLISECONDS = 1200;

async function bestOf(now: () => number, run: () => Promise<unknown>): Promise<number> {
  await run();
  const start = now();
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < MOST_RUNS && (k === 0 || now() - start < PATIENCE_MILLISECONDS); k++) {
    const before = now();
    await run();
    best = Math.min(best, now() - before);
  }
  return best;
}

function weightsOf(shapes: Readonly<Record<string, readonly number[]>>): Weights {
  const random = createRandomStream(1, "speed");
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => 0.2 * random.uniform() - 0.1) }];
    }),
  );
}

async function gigaflopsOf(engine: Engine, now: () => number): Promise<number> {
  const trainable = engine.createTrainable(weightsOf({ a: [SIZE, SIZE] }));
  // One number comes back, so that little is copied; what that costs is the difference to no product at all.
  const products =
    (count: number): BuildValues =>
    (ops, { a }) => {
      let x: Value = a!;
      for (let k = 0; k < count; k++) x = ops.linear(x, a!);
      return [ops.sum(x)];
    };
  const without = await bestOf(now, () => trainable.evaluate(products(0)));
  const one = await bestOf(now, () => trainable.evaluate(products(1)));
  const count = one > PATIENCE_MILLISECONDS / MOST_RUNS ? 1 : PRODUCTS;
  const all = count === 1 ? one : await bestOf(now, () => trainable.evaluate(products(count)));
  // A clock too coarse for the difference gives the whole time, so at worst too low a speed.
  return (2 * SIZE ** 3 * count) / (1e6 * (all > without ? all - without : all));
}

async function stepMillisecondsOf(engine: Engine, now: () => number): Promise<number> {
  const random = createRandomStream(2, "speed");
  const rows = LEARNERS * ANSWERS;
  const tokens = Int32Array.from({ length: rows }, () => random.integer(2 * SKILLS));
  const next = Int32Array.from({ length: rows }, () => random.integer(SKILLS));
  const targets = Float32Array.from({ length: rows }, () => random.integer(2));
  const shares = new Float32Array(rows).fill(1 / rows);
  const trainable = engine.createTrainable(
    weightsOf({
      projected: [2 * SKILLS, 4 * UNITS],
      recurrent: [UNITS, 4 * UNITS],
      head: [SKILLS, UNITS],
      bias: [SKILLS],
    }),
  );
  const loss: BuildLoss = (ops, { projected, recurrent, head, bias }) => {
    const answered = ops.indices(tokens);
    const given = { batch: LEARNERS, steps: ANSWERS, tokens: answered };
    const { hidden } = ops.lstm({ ...given, projected: projected!, recurrent: recurrent! });
    const logits = ops.dotRows(hidden, head!, bias!, ops.indices(next));
    return ops.sum(ops.binaryCrossEntropy(logits, ops.constant(targets, [rows]), ops.constant(shares, [rows])));
  };
  return bestOf(now, () => trainable.step(loss, UPDATE));
}

/** Measures an engine in some seconds, with a clock in milliseconds. What it used is freed when the engine is closed. */
export async function measureEngine(engine: Engine, now: () => number): Promise<EngineSpeed> {
  return {
    gigaflops: await gigaflopsOf(engine, now),
    stepMilliseconds: await stepMillisecondsOf(engine, now),
  };
}
