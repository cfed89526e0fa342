import { firstOf } from "./partition";
import { multiplyAdd } from "./vector";

// What each kernel means stands in src/kernels/reference/elementwise.ts. Addresses are elements of four bytes.

export function fill(x: i32, count: i32, value: f32, part: i32, parts: i32): void {
  let k: usize = (<usize>x + firstOf(count, 16, part, parts)) << 2;
  const end: usize = (<usize>x + firstOf(count, 16, part + 1, parts)) << 2;
  const values = f32x4.splat(value);
  for (; k + 16 <= end; k += 16) v128.store(k, values);
  for (; k < end; k += 4) store<f32>(k, value);
}

export function addScaled(x: i32, y: i32, count: i32, factor: f32, part: i32, parts: i32): void {
  let k: usize = (<usize>firstOf(count, 16, part, parts)) << 2;
  const end: usize = (<usize>firstOf(count, 16, part + 1, parts)) << 2;
  const px: usize = (<usize>x) << 2;
  const py: usize = (<usize>y) << 2;
  const factors = f32x4.splat(factor);
  for (; k + 16 <= end; k += 16) v128.store(py + k, multiplyAdd(factors, v128.load(px + k), v128.load(py + k)));
  for (; k < end; k += 4) store<f32>(py + k, load<f32>(py + k) + factor * load<f32>(px + k));
}
