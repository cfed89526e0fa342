/**
 * A number in 0…1 (24 bits) from a seed and a position, both 32-bit: the finaliser of MurmurHash3. Kernels draw with
 * it because every position can be drawn on its own, by any thread, in a nanosecond.
 */
export function hashedUniform(seed: number, position: number): number {
  let h = Math.imul(position ^ seed, 0x9e3779b1);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 8) / 0x1000000;
}
