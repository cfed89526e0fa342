import { loadLanes, storeLanes } from "./lanes";
import { firstOf } from "./partition";
import { multiplyAdd } from "./vector";

// Sums along memory; what each kernel means stands in src/kernels/reference/rows.ts and adam.ts. Addresses are elements
// of four bytes.

/** Bytes summed in float32 before they join a sum in float64, so that long sums stay exact to float32. */
const BLOCK: usize = 8192;

// @ts-expect-error: decorator
@inline
function lanesOf(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) +
    <f64>f32x4.extract_lane(x, 1) +
    (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

/** The sum of floats, or of their squares, between two byte addresses. */
// @ts-expect-error: decorator
@inline
function sumOf(x: usize, end: usize, squares: bool): f64 {
  let total: f64 = 0;
  while (x + 16 <= end) {
    // Whole vectors up to the end of the block.
    const stop = x + min((end - x) & ~15, BLOCK);
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    for (; x + 32 <= stop; x += 32) {
      const a = v128.load(x);
      const b = v128.load(x, 16);
      even = squares ? multiplyAdd(a, a, even) : f32x4.add(a, even);
      odd = squares ? multiplyAdd(b, b, odd) : f32x4.add(b, odd);
    }
    if (x < stop) {
      const a = v128.load(x);
      even = squares ? multiplyAdd(a, a, even) : f32x4.add(a, even);
      x += 16;
    }
    total += lanesOf(even) + lanesOf(odd);
  }
  if (x < end) {
    const rest = loadLanes(x, (end - x) >> 2);
    total += lanesOf(squares ? f32x4.mul(rest, rest) : rest);
  }
  return total;
}

export function sumColumns(x: i32, y: i32, m: i32, n: i32, part: i32, parts: i32): void {
  const last = firstOf(m, 16, part + 1, parts);
  for (let r = firstOf(m, 16, part, parts); r < last; r++) {
    const from: usize = (<usize>x + r * n) << 2;
    store<f32>((<usize>y + r) << 2, <f32>sumOf(from, from + (<usize>n << 2), false));
  }
}

export function sumColumnsBackward(
  dy: i32,
  dx: i32,
  m: i32,
  n: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 4, part + 1, parts);
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const gradient = f32x4.splat(load<f32>((<usize>dy + r) << 2));
    let to: usize = (<usize>dx + r * n) << 2;
    const end: usize = to + (<usize>n << 2);
    for (; to + 16 <= end; to += 16) v128.store(to, accumulate ? f32x4.add(v128.load(to), gradient) : gradient);
    if (to < end) {
      const rest = (end - to) >> 2;
      storeLanes(to, rest, accumulate ? f32x4.add(loadLanes(to, rest), gradient) : gradient);
    }
  }
}

/** `SQUARE_SUMS` of src/kernels/square-sums.ts. */
const SQUARE_SUMS: i32 = 64;

export function sumOfSquares(x: i32, count: i32, sums: i32, part: i32, parts: i32): void {
  const stretch = ((count + SQUARE_SUMS - 1) / SQUARE_SUMS + 3) & ~3;
  const last = firstOf(SQUARE_SUMS, 1, part + 1, parts);
  for (let s = firstOf(SQUARE_SUMS, 1, part, parts); s < last; s++) {
    const first = min(count, s * stretch);
    const end = min(count, first + stretch);
    store<f32>((<usize>sums + s) << 2, <f32>sumOf((<usize>x + first) << 2, (<usize>x + end) << 2, true));
  }
}
