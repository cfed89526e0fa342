import type { Heap } from "../heap";

/**
 * Weighted cross-entropy of logits against targets in 0…1, not summed:
 * y[r] = weight[r] (softplus(logit[r]) - target[r] logit[r]). A weight of 0 gives 0 whatever the logit.
 */
export function binaryCrossEntropy(
  { float }: Heap,
  logits: number,
  targets: number,
  weights: number,
  y: number,
  m: number,
): void {
  for (let r = 0; r < m; r++) {
    const weight = float[weights + r]!;
    const logit = float[logits + r]!;
    const softplus = Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
    float[y + r] = weight === 0 ? 0 : weight * (softplus - float[targets + r]! * logit);
  }
}

/**
 * dlogit[r] = dy[r] weight[r] (sigmoid(logit[r]) - target[r]), 0 where the weight is 0; plus dlogit[r] itself where
 * `accumulate` is 1. In place where dy = dlogits.
 */
export function binaryCrossEntropyBackward(
  { float }: Heap,
  logits: number,
  targets: number,
  weights: number,
  dy: number,
  dlogits: number,
  m: number,
  accumulate: number,
): void {
  for (let r = 0; r < m; r++) {
    const weight = float[weights + r]!;
    const error = 1 / (1 + Math.exp(-float[logits + r]!)) - float[targets + r]!;
    const gradient = weight === 0 ? 0 : float[dy + r]! * weight * error;
    float[dlogits + r] = accumulate === 1 ? float[dlogits + r]! + gradient : gradient;
  }
}
