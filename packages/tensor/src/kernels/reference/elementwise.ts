import { hashedUniform } from "../hashed-uniform";
import type { Heap } from "../heap";

/** Sets `count` floats at `x` to `value`. */
export function fill({ float }: Heap, x: number, count: number, value: number): void {
  float.fill(value, x, x + count);
}

/** y += factor x. */
export function addScaled({ float }: Heap, x: number, y: number, count: number, factor: number): void {
  for (let k = 0; k < count; k++) float[y + k]! += factor * float[x + k]!;
}

/** z = a + b. */
export function add({ float }: Heap, a: number, b: number, z: number, count: number): void {
  for (let k = 0; k < count; k++) float[z + k] = float[a + k]! + float[b + k]!;
}

/** z = a - b. */
export function subtract({ float }: Heap, a: number, b: number, z: number, count: number): void {
  for (let k = 0; k < count; k++) float[z + k] = float[a + k]! - float[b + k]!;
}

/** z = a b, element by element. */
export function multiply({ float }: Heap, a: number, b: number, z: number, count: number): void {
  for (let k = 0; k < count; k++) float[z + k] = float[a + k]! * float[b + k]!;
}

/** z += a b, element by element. */
export function addProduct({ float }: Heap, a: number, b: number, z: number, count: number): void {
  for (let k = 0; k < count; k++) float[z + k]! += float[a + k]! * float[b + k]!;
}

/** y = factor x + offset. In place where x = y. */
export function affine({ float }: Heap, x: number, y: number, count: number, factor: number, offset: number): void {
  for (let k = 0; k < count; k++) float[y + k] = factor * float[x + k]! + offset;
}

/** y = f(x); `kind` is a number of `ACTIVATIONS`. In place where x = y. */
export function activate({ float }: Heap, x: number, y: number, count: number, kind: number): void {
  for (let k = 0; k < count; k++) {
    const value = float[x + k]!;
    let result: number;
    if (kind === 0) result = 1 / (1 + Math.exp(-value));
    else if (kind === 1) result = Math.tanh(value);
    else if (kind === 2) result = Math.max(value, 0);
    else if (kind === 3) result = Math.exp(value);
    else if (kind === 4) result = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
    else if (kind === 5) result = Math.abs(value);
    else if (kind === 6) result = Math.log(value);
    else result = Number.isNaN(value) ? value : Number(value >= 0);
    float[y + k] = result;
  }
}

/**
 * dx = f'(x) dy, from x and y = f(x); plus dx itself where `accumulate` is 1. In place where dy = dx. At 0 the slope
 * of relu and of abs is 0.
 */
export function activateBackward(
  { float }: Heap,
  x: number,
  y: number,
  dy: number,
  dx: number,
  count: number,
  kind: number,
  accumulate: number,
): void {
  for (let k = 0; k < count; k++) {
    const value = float[y + k]!;
    const input = float[x + k]!;
    let slope: number;
    if (kind === 0) slope = value * (1 - value);
    else if (kind === 1) slope = 1 - value * value;
    else if (kind === 2) slope = input > 0 ? 1 : 0;
    else if (kind === 3) slope = value;
    else if (kind === 4) slope = 1 / (1 + Math.exp(-input));
    else if (kind === 5) slope = Math.sign(input);
    else slope = kind === 6 ? 1 / input : 0;
    const gradient = slope * float[dy + k]!;
    float[dx + k] = accumulate === 1 ? float[dx + k]! + gradient : gradient;
  }
}

/**
 * y = x / (1 - rate) where the hashed number at the position is at least `rate`, else 0. The rate is rounded to float32
 * first, so that every build drops the same. In place where x = y.
 */
export function dropout({ float }: Heap, x: number, y: number, count: number, seed: number, rate: number): void {
  const least = Math.fround(rate);
  const factor = 1 / (1 - least);
  for (let k = 0; k < count; k++) float[y + k] = hashedUniform(seed, k) < least ? 0 : float[x + k]! * factor;
}

/** dx += what `dropout` let through of dy. */
export function dropoutBackward(
  { float }: Heap,
  dy: number,
  dx: number,
  count: number,
  seed: number,
  rate: number,
): void {
  const least = Math.fround(rate);
  const factor = 1 / (1 - least);
  for (let k = 0; k < count; k++) if (hashedUniform(seed, k) >= least) float[dx + k]! += float[dy + k]! * factor;
}
