/** Replaces every value by minus its distance from `target`, so that the nearest is the highest. O(n). */
export function negateDistance(values: Float32Array, target: number): void {
  for (let n = 0; n < values.length; n++) values[n] = -Math.abs(values[n]! - target);
}
