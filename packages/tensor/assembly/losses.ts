import { sigmoid4, softplus4 } from "./exponential";
import { loadLanes, storeLanes } from "./lanes";
import { firstOf } from "./partition";

// What each kernel means stands in src/kernels/reference/losses.ts. Addresses are elements of four bytes.

// @ts-expect-error: decorator
@inline
function termOf(logit: v128, target: v128, weight: v128): v128 {
  const term = f32x4.mul(weight, f32x4.sub(softplus4(logit), f32x4.mul(target, logit)));
  return v128.andnot(term, f32x4.eq(weight, f32x4.splat(0)));
}

export function binaryCrossEntropy(
  logits: i32,
  targets: i32,
  weights: i32,
  y: i32,
  m: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstOf(m, 16, part, parts);
  let logit: usize = (<usize>logits + first) << 2;
  let target: usize = (<usize>targets + first) << 2;
  let weight: usize = (<usize>weights + first) << 2;
  let to: usize = (<usize>y + first) << 2;
  const end: usize = (<usize>y + firstOf(m, 16, part + 1, parts)) << 2;
  for (; to + 16 <= end; to += 16, logit += 16, target += 16, weight += 16) {
    v128.store(to, termOf(v128.load(logit), v128.load(target), v128.load(weight)));
  }
  if (to < end) {
    const rest = (end - to) >> 2;
    storeLanes(to, rest, termOf(loadLanes(logit, rest), loadLanes(target, rest), loadLanes(weight, rest)));
  }
}

// @ts-expect-error: decorator
@inline
function slopeOf(logit: v128, target: v128, weight: v128, dy: v128): v128 {
  const slope = f32x4.mul(f32x4.mul(dy, weight), f32x4.sub(sigmoid4(logit), target));
  return v128.andnot(slope, f32x4.eq(weight, f32x4.splat(0)));
}

export function binaryCrossEntropyBackward(
  logits: i32,
  targets: i32,
  weights: i32,
  dy: i32,
  dlogits: i32,
  m: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstOf(m, 16, part, parts);
  let logit: usize = (<usize>logits + first) << 2;
  let target: usize = (<usize>targets + first) << 2;
  let weight: usize = (<usize>weights + first) << 2;
  let from: usize = (<usize>dy + first) << 2;
  let to: usize = (<usize>dlogits + first) << 2;
  const end: usize = (<usize>dlogits + firstOf(m, 16, part + 1, parts)) << 2;
  for (; to + 16 <= end; to += 16, logit += 16, target += 16, weight += 16, from += 16) {
    const slope = slopeOf(v128.load(logit), v128.load(target), v128.load(weight), v128.load(from));
    v128.store(to, accumulate ? f32x4.add(v128.load(to), slope) : slope);
  }
  if (to < end) {
    const rest = (end - to) >> 2;
    const weighed = loadLanes(weight, rest);
    const slope = slopeOf(loadLanes(logit, rest), loadLanes(target, rest), weighed, loadLanes(from, rest));
    storeLanes(to, rest, accumulate ? f32x4.add(loadLanes(to, rest), slope) : slope);
  }
}
