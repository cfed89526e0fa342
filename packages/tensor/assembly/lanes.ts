// The end of a row whose length is no multiple of four: the first 1 to 3 lanes of a vector.

const MASKS: usize = memory.data<u32>([
  0xffffffff, 0, 0, 0,
  0xffffffff, 0xffffffff, 0, 0,
  0xffffffff, 0xffffffff, 0xffffffff, 0,
], 16);

/** The first `count` (1 to 3) floats from an address; 0 in the other lanes. */
// @ts-expect-error: decorator
@inline
export function loadLanes(address: usize, count: usize): v128 {
  if (count === 1) return v128.load32_zero(address);
  const two = v128.load64_zero(address);
  return count === 2 ? two : v128.load_lane<f32>(address, two, 2, 8);
}

/** Writes the first `count` (1 to 3) lanes. */
// @ts-expect-error: decorator
@inline
export function storeLanes(address: usize, count: usize, values: v128): void {
  if (count === 1) {
    v128.store_lane<f32>(address, values, 0);
    return;
  }
  v128.store_lane<f64>(address, values, 0);
  if (count === 3) v128.store_lane<f32>(address, values, 2, 8);
}

/** All bits of the first `count` (1 to 3) lanes. */
// @ts-expect-error: decorator
@inline
export function maskOf(count: usize): v128 {
  return v128.load(MASKS + ((count - 1) << 4));
}
