import { loadLanes, storeLanes } from "./lanes";
import { firstOf } from "./partition";

// What each kernel means stands in src/kernels/reference/elementwise.ts. Addresses are elements of four bytes.

/** `hashedUniform` of src/kernels/hashed-uniform.ts at four positions. */
// @ts-expect-error: decorator
@inline
function hashedUniform4(seed: v128, positions: v128): v128 {
  let h = i32x4.mul(v128.xor(positions, seed), i32x4.splat(0x9e3779b1));
  h = v128.xor(h, i32x4.shr_u(h, 16));
  h = i32x4.mul(h, i32x4.splat(0x85ebca6b));
  h = v128.xor(h, i32x4.shr_u(h, 13));
  h = i32x4.mul(h, i32x4.splat(0xc2b2ae35));
  h = v128.xor(h, i32x4.shr_u(h, 16));
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(h, 8)), f32x4.splat(1.0 / 16777216.0));
}

// @ts-expect-error: decorator
@inline
function dropRange(x: i32, y: i32, count: i32, seed: i32, rate: f32, part: i32, parts: i32, adds: bool): void {
  const first = firstOf(count, 16, part, parts);
  let px: usize = (<usize>x + first) << 2;
  let py: usize = (<usize>y + first) << 2;
  const end: usize = (<usize>x + firstOf(count, 16, part + 1, parts)) << 2;
  const seeds = i32x4.splat(seed);
  const rates = f32x4.splat(rate);
  const factors = f32x4.splat(1 / (1 - rate));
  let positions = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  for (; px + 16 <= end; px += 16, py += 16) {
    const kept = f32x4.ge(hashedUniform4(seeds, positions), rates);
    const through = v128.and(kept, f32x4.mul(v128.load(px), factors));
    v128.store(py, adds ? f32x4.add(v128.load(py), through) : through);
    positions = i32x4.add(positions, i32x4.splat(4));
  }
  if (px < end) {
    const rest = (end - px) >> 2;
    const kept = f32x4.ge(hashedUniform4(seeds, positions), rates);
    const through = v128.and(kept, f32x4.mul(loadLanes(px, rest), factors));
    storeLanes(py, rest, adds ? f32x4.add(loadLanes(py, rest), through) : through);
  }
}

export function dropout(x: i32, y: i32, count: i32, seed: i32, rate: f32, part: i32, parts: i32): void {
  dropRange(x, y, count, seed, rate, part, parts, false);
}

export function dropoutBackward(dy: i32, dx: i32, count: i32, seed: i32, rate: f32, part: i32, parts: i32): void {
  dropRange(dy, dx, count, seed, rate, part, parts, true);
}
