import { outerScratch, recurrentScratch } from "../../src/kernels/kernel-scratch";
import type { KernelCase } from "./case";

const ROWS = 7;

/** Kernels multiply the state before the first step as zeros, where the reference leaves it out. */
const BEFORE = "weights that are not numbers meet the state before the first step";

/** Learners, steps and units: the sizes of the test, in bounds. */
function shapeOf(m: number, n: number, variant: number) {
  const [batch, steps, units] = [Math.min(m, 50), Math.min(n, 6), [1, 5, 16, 18][variant]!];
  return { batch, steps, units, rows: batch * steps, shape: [batch, steps, units] };
}

export const recurrentCases = {
  lstm: {
    spreads: BEFORE,
    variants: 4,
    given({ floats, ids, scratch }, m, n, variant) {
      const { batch, units, rows, shape } = shapeOf(m, n, variant);
      const given = variant % 2 === 1;
      const initial = given ? [floats(batch * units), floats(batch * units)] : [-1, -1];
      const states = [floats(rows * units), floats(rows * units)];
      const gates = given ? floats(rows * 4 * units) : -1;
      const room = recurrentScratch(units, 4);
      const weights = [floats(ROWS * 4 * units), ids(rows, ROWS), floats(units * 4 * units, -0.5, 0.5)];
      return [...weights, ...initial, ...states, gates, scratch(room), room, ...shape];
    },
  },
  lstmBackward: {
    spreads: BEFORE,
    variants: 4,
    given({ floats, scratch }, m, n, variant) {
      const { batch, units, rows, shape } = shapeOf(m, n, variant);
      const state = () => (variant % 2 === 1 ? floats(batch * units) : -1);
      const [recurrent, initialCell] = [floats(units * 4 * units, -0.5, 0.5), state()];
      const kept = [floats(rows * units), floats(rows * 4 * units, 0, 1), floats(rows * units)];
      const room = recurrentScratch(units, 4);
      return [recurrent, initialCell, ...kept, state(), state(), scratch(room), room, ...shape];
    },
  },
  recurrentProducts: {
    variants: 4,
    given({ floats, scratch }, m, n, variant) {
      const { batch, units, rows, shape } = shapeOf(m, n, variant);
      const width = 3 * units;
      const initial = variant % 2 === 1 ? floats(batch * units) : -1;
      const room = outerScratch(units, width);
      const arrays = [floats(rows * units), initial, floats(rows * width), floats(units * width)];
      return [...arrays, scratch(room), room, ...shape, width];
    },
  },
  gru: {
    spreads: BEFORE,
    variants: 4,
    given({ floats, ids, scratch }, m, n, variant) {
      const { batch, units, rows, shape } = shapeOf(m, n, variant);
      const given = variant % 2 === 1;
      const initial = given ? floats(batch * units) : -1;
      const gates = given ? floats(rows * 4 * units) : -1;
      const weights = [floats(ROWS * 3 * units), ids(rows, ROWS), floats(units * 3 * units, -0.5, 0.5)];
      const room = recurrentScratch(units, 3);
      const states = [floats(3 * units), initial, floats(rows * units), gates];
      return [...weights, ...states, scratch(room), room, ...shape];
    },
  },
  gruBackward: {
    spreads: BEFORE,
    variants: 4,
    given({ floats, scratch }, m, n, variant) {
      const { batch, units, rows, shape } = shapeOf(m, n, variant);
      const state = () => (variant % 2 === 1 ? floats(batch * units) : -1);
      const [recurrent, initial] = [floats(units * 3 * units, -0.5, 0.5), state()];
      const kept = [floats(rows * units), floats(rows * 4 * units, 0, 1), floats(rows * units)];
      const gradients = [floats(rows * 3 * units), floats(rows * 3 * units), state()];
      const room = recurrentScratch(units, 3);
      return [recurrent, initial, ...kept, ...gradients, scratch(room), room, ...shape];
    },
  },
} satisfies Record<string, KernelCase>;
