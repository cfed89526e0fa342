// What a thread works in, laid out once for a number of factors. Addresses are bytes, of this instance alone.

/** Answers that are gathered before their terms are added: their features stay in the first cache. */
// @ts-expect-error: decorator
@inline export const BATCH: i32 = 64;

/** Number of factors, and of floats that hold one side's means, rounded up to whole vectors. */
export let factors: i32 = 0;
export let padded: i32 = 0;
/** Floats from one answer's features to the next: whole panels of a tile. */
export let stride: i32 = 0;

/** Features of the batch `[BATCH, stride]`, the same times their weights, and the features' variances `[BATCH, padded]`. */
export let features: usize = 0;
export let weighted: usize = 0;
export let variances: usize = 0;
/** By answer, to be summed over lanes: mean of the logit, its variance without and with the learner's own share `[BATCH, 4]`. */
export let means4: usize = 0;
export let spreads4: usize = 0;
export let shares4: usize = 0;
/** By answer: right or not, threshold, weight, and what the right side takes `[BATCH]`. */
export let rights: usize = 0;
export let thresholds: usize = 0;
export let weights: usize = 0;
export let pulls: usize = 0;
/** This row's own constants `[3, padded]`: see gather.ts. */
export let own: usize = 0;
/** Sums of the last answers `[features, stride]`, in floats. */
export let recentGram: usize = 0;
/** All sums in double precision: matrix and its factor `[features, stride]`, the right side, variances, solution `[stride]`. */
export let gram: usize = 0;
export let factor: usize = 0;
export let right: usize = 0;
export let spread: usize = 0;
export let solution: usize = 0;
export let slope: usize = 0;

let place: usize = 0;

function take(bytes: i32): usize {
  const at = place;
  place += <usize>((bytes + 63) & ~63);
  return at;
}

/** Lays the scratch out from an address and returns its end. */
export function layOut(factorCount: i32, from: usize): usize {
  factors = factorCount;
  padded = (factors + 3) & ~3;
  stride = (factors + 1 + 7) & ~7;
  place = from;
  features = take(BATCH * stride * 4);
  weighted = take(BATCH * stride * 4);
  variances = take(BATCH * padded * 4);
  means4 = take(BATCH * 16);
  spreads4 = take(BATCH * 16);
  shares4 = take(BATCH * 16);
  rights = take(BATCH * 4);
  thresholds = take(BATCH * 4);
  weights = take(BATCH * 4);
  pulls = take(BATCH * 4);
  own = take(3 * padded * 4);
  recentGram = take(stride * stride * 4);
  gram = take(stride * stride * 8);
  factor = take(stride * stride * 8);
  right = take(stride * 8);
  spread = take(stride * 8);
  solution = take(stride * 8);
  slope = take(stride * 8);
  return place;
}

/** Bytes of a thread's scratch. */
export function scratchBytes(factorCount: i32): i32 {
  return <i32>layOut(factorCount, 0);
}
