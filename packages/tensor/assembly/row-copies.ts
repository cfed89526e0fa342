import { loadLanes, storeLanes } from "./lanes";
import { multiplyAdd } from "./vector";

// Loops over the columns of one row, for the kernels that gather, scatter and copy rows. Addresses are in bytes.

// @ts-expect-error: decorator
@inline
export function copyRow(x: usize, y: usize, count: usize): void {
  const end = x + (count << 2);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, v128.load(x));
  if (x < end) storeLanes(y, (end - x) >> 2, loadLanes(x, (end - x) >> 2));
}

// @ts-expect-error: decorator
@inline
export function addToRow(x: usize, y: usize, count: usize): void {
  const end = x + (count << 2);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
  if (x < end) {
    const rest = (end - x) >> 2;
    storeLanes(y, rest, f32x4.add(loadLanes(y, rest), loadLanes(x, rest)));
  }
}

/** y = factor x, or y += factor x. */
// @ts-expect-error: decorator
@inline
export function scaleToRow(x: usize, y: usize, count: usize, factor: f32, adds: i32): void {
  const end = x + (count << 2);
  const factors = f32x4.splat(factor);
  for (; x + 16 <= end; x += 16, y += 16) {
    const value = v128.load(x);
    v128.store(y, adds ? multiplyAdd(factors, value, v128.load(y)) : f32x4.mul(factors, value));
  }
  if (x < end) {
    const rest = (end - x) >> 2;
    const value = loadLanes(x, rest);
    storeLanes(y, rest, adds ? multiplyAdd(factors, value, loadLanes(y, rest)) : f32x4.mul(factors, value));
  }
}

// @ts-expect-error: decorator
@inline
export function fillRow(y: usize, count: usize, value: f32): void {
  const end = y + (count << 2);
  const values = f32x4.splat(value);
  for (; y + 16 <= end; y += 16) v128.store(y, values);
  if (y < end) storeLanes(y, (end - y) >> 2, values);
}
