import type { Heap } from "../heap";
import { SQUARE_SUMS } from "../square-sums";

/**
 * Sums of squares of `count` floats at x in `SQUARE_SUMS` equal stretches, written to `sums` `[SQUARE_SUMS]`; the
 * stretch is count / SQUARE_SUMS, rounded up to a multiple of 4.
 */
export function sumOfSquares({ float }: Heap, x: number, count: number, sums: number): void {
  const stretch = Math.ceil(Math.ceil(count / SQUARE_SUMS) / 4) * 4;
  for (let s = 0; s < SQUARE_SUMS; s++) {
    let sum = 0;
    for (let k = s * stretch; k < Math.min(count, (s + 1) * stretch); k++) sum += float[x + k]! ** 2;
    float[sums + s] = sum;
  }
}

/**
 * One step of Adam (Kingma and Ba, 2015, algorithm 1) on `count` weights, gradients scaled by `scale` first:
 *
 *   g = scale gradient + l2 weight;  m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g²
 *   weight -= stepSize m / (sqrt(v) inverseRootCorrection + epsilon) + decay weight
 *
 * `stepSize` carries the learning rate and the first bias correction, `inverseRootCorrection` is
 * 1 / sqrt(1 - b2^t). `l2` is Adam's penalty in the gradient, `decay` is AdamW's, times the learning rate.
 */
export function adam(
  { float }: Heap,
  weight: number,
  gradient: number,
  first: number,
  second: number,
  count: number,
  scale: number,
  beta1: number,
  beta2: number,
  stepSize: number,
  inverseRootCorrection: number,
  epsilon: number,
  l2: number,
  decay: number,
): void {
  for (let k = 0; k < count; k++) {
    const before = float[weight + k]!;
    const g = scale * float[gradient + k]! + l2 * before;
    const m = beta1 * float[first + k]! + (1 - beta1) * g;
    const v = beta2 * float[second + k]! + (1 - beta2) * g * g;
    float[first + k] = m;
    float[second + k] = v;
    float[weight + k] = before - (stepSize * m) / (Math.sqrt(v) * inverseRootCorrection + epsilon) - decay * before;
  }
}
