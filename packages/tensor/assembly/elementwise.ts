import { loadLanes, storeLanes } from "./lanes";
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

const enum Operation {
  Add,
  Subtract,
  Multiply,
  AddProduct,
}

// @ts-expect-error: decorator
@inline
function combined(a: v128, b: v128, z: v128, operation: Operation): v128 {
  if (operation === Operation.Add) return f32x4.add(a, b);
  if (operation === Operation.Subtract) return f32x4.sub(a, b);
  if (operation === Operation.Multiply) return f32x4.mul(a, b);
  return multiplyAdd(a, b, z);
}

// @ts-expect-error: decorator
@inline
function overPairs(a: i32, b: i32, z: i32, count: i32, part: i32, parts: i32, operation: Operation): void {
  const first = firstOf(count, 16, part, parts);
  let pa: usize = (<usize>a + first) << 2;
  let pb: usize = (<usize>b + first) << 2;
  let pz: usize = (<usize>z + first) << 2;
  const end: usize = (<usize>a + firstOf(count, 16, part + 1, parts)) << 2;
  const none = f32x4.splat(0);
  for (; pa + 16 <= end; pa += 16, pb += 16, pz += 16) {
    const before = operation === Operation.AddProduct ? v128.load(pz) : none;
    v128.store(pz, combined(v128.load(pa), v128.load(pb), before, operation));
  }
  if (pa < end) {
    const rest = (end - pa) >> 2;
    const before = operation === Operation.AddProduct ? loadLanes(pz, rest) : none;
    storeLanes(pz, rest, combined(loadLanes(pa, rest), loadLanes(pb, rest), before, operation));
  }
}

export function add(a: i32, b: i32, z: i32, count: i32, part: i32, parts: i32): void {
  overPairs(a, b, z, count, part, parts, Operation.Add);
}

export function subtract(a: i32, b: i32, z: i32, count: i32, part: i32, parts: i32): void {
  overPairs(a, b, z, count, part, parts, Operation.Subtract);
}

export function multiply(a: i32, b: i32, z: i32, count: i32, part: i32, parts: i32): void {
  overPairs(a, b, z, count, part, parts, Operation.Multiply);
}

export function addProduct(a: i32, b: i32, z: i32, count: i32, part: i32, parts: i32): void {
  overPairs(a, b, z, count, part, parts, Operation.AddProduct);
}

// @ts-expect-error: decorator
@inline
function scaled(x: i32, y: i32, count: i32, factor: f32, offset: f32, part: i32, parts: i32, adds: bool): void {
  const first = firstOf(count, 16, part, parts);
  let px: usize = (<usize>x + first) << 2;
  let py: usize = (<usize>y + first) << 2;
  const end: usize = (<usize>x + firstOf(count, 16, part + 1, parts)) << 2;
  const factors = f32x4.splat(factor);
  const offsets = f32x4.splat(offset);
  for (; px + 16 <= end; px += 16, py += 16) {
    v128.store(py, multiplyAdd(factors, v128.load(px), adds ? v128.load(py) : offsets));
  }
  if (px < end) {
    const rest = (end - px) >> 2;
    storeLanes(py, rest, multiplyAdd(factors, loadLanes(px, rest), adds ? loadLanes(py, rest) : offsets));
  }
}

export function addScaled(x: i32, y: i32, count: i32, factor: f32, part: i32, parts: i32): void {
  scaled(x, y, count, factor, 0, part, parts, true);
}

export function affine(x: i32, y: i32, count: i32, factor: f32, offset: f32, part: i32, parts: i32): void {
  scaled(x, y, count, factor, offset, part, parts, false);
}
