import type { Ops, Value } from "@zpd/tensor";

/** Longest wavelength of the sinusoids, over 2 pi. */
const LONGEST = 10_000;

/**
 * Fixed positions 0 … count - 1 `[count, width]`: sines in even columns, cosines in odd ones, of wavelengths that grow
 * geometrically. Source: Vaswani et al. 2017, "Attention Is All You Need", section 3.5.
 */
export function sinusoids(count: number, width: number): Float32Array {
  return Float32Array.from({ length: count * width }, (_, k) => {
    const column = k % width;
    const angle = Math.floor(k / width) / LONGEST ** ((column - (column % 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

/** The first `count` rows of a table `[R, N]`. */
export function firstRows(ops: Ops, table: Value, count: number): Value {
  return ops.gatherRows(table, ops.indices(Int32Array.from({ length: count }, (_, k) => k)));
}

/** Adds to row `b steps + t` of x `[batch * steps, N]` row t of a table `[steps, N]`. */
export function addByStep(ops: Ops, x: Value, table: Value, batch: number): Value {
  const [rows, width] = x.shape as [number, number];
  const steps = rows / batch;
  const row = ops.reshape(table, [steps * width]);
  return ops.reshape(ops.add(ops.reshape(x, [batch, steps * width]), row), [rows, width]);
}
