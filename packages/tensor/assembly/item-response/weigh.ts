import { maskOf } from "../lanes";
import { multiplyAdd } from "../vector";
import {
  averagedLikelihood,
  boundOf,
  boundWeight,
  centred4,
  decay,
  shrinkage,
  sigmoidOf,
  slopeOf,
  toldWeight,
  touchingPoint,
} from "./answer-weights";
import { sumFour } from "./gather";
import { means4, pulls, rights, shares4, spreads4, thresholds, weights } from "./scratch";

// Weights and pulls of a gathered batch, four answers at a time. Lanes beyond the last answer get weight and pull 0.

/** Lanes of answers `k … k + 3` that exist. */
// @ts-expect-error: decorator
@inline
function present(k: usize, count: i32): v128 {
  const left = count - <i32>k;
  return left >= 4 ? i32x4.splat(-1) : maskOf(<usize>left);
}

// @ts-expect-error: decorator
@inline
function sumOfLanes(x: v128): f64 {
  const sums = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1)));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** For a learner's step: what her abilities explain is held against thresholds. Returns the log-likelihood before it. */
export function weighForLearner(count: i32, newton: bool): f64 {
  let likelihood: f64 = 0;
  for (let k: usize = 0; k < <usize>count; k += 4) {
    const lanes = k << 4;
    const m = sumFour(means4 + lanes);
    const v = f32x4.add(sumFour(spreads4 + lanes), sumFour(shares4 + lanes));
    const y = v128.load(rights + (k << 2));
    const t = v128.load(thresholds + (k << 2));
    const mask = present(k, count);
    let w: v128, g: v128, gained: v128;
    if (newton) {
      const c = shrinkage(v);
      const z = f32x4.mul(c, m);
      const e = decay(z);
      const s = sigmoidOf(z, e);
      w = slopeOf(c, s);
      g = multiplyAdd(w, f32x4.add(m, t), f32x4.sub(y, s));
      gained = averagedLikelihood(y, m, z, e, c);
    } else {
      const xi = touchingPoint(m, v);
      const e = decay(xi);
      const centred = centred4(y);
      w = boundWeight(xi, e);
      g = multiplyAdd(w, t, centred);
      gained = boundOf(centred, m, xi, e);
    }
    v128.store(weights + (k << 2), v128.and(w, mask));
    v128.store(pulls + (k << 2), v128.and(g, mask));
    likelihood += sumOfLanes(v128.and(gained, mask));
  }
  return likelihood;
}

/** For an item's step. */
export function weighForItem(count: i32, newton: bool): void {
  for (let k: usize = 0; k < <usize>count; k += 4) {
    const lanes = k << 4;
    const m = sumFour(means4 + lanes);
    const v = f32x4.add(sumFour(spreads4 + lanes), sumFour(shares4 + lanes));
    const y = v128.load(rights + (k << 2));
    const mask = present(k, count);
    let w: v128, g: v128;
    if (newton) {
      const c = shrinkage(v);
      const z = f32x4.mul(c, m);
      const s = sigmoidOf(z, decay(z));
      w = slopeOf(c, s);
      g = multiplyAdd(w, m, f32x4.sub(y, s));
    } else {
      const xi = touchingPoint(m, v);
      w = boundWeight(xi, decay(xi));
      g = centred4(y);
    }
    v128.store(weights + (k << 2), v128.and(w, mask));
    v128.store(pulls + (k << 2), v128.and(g, mask));
  }
}

/** What each answer tells of its item once its learner is integrated out; no pull. */
export function weighForScales(count: i32): void {
  const zero = f32x4.splat(0);
  for (let k: usize = 0; k < <usize>count; k += 4) {
    const lanes = k << 4;
    const m = sumFour(means4 + lanes);
    const share = sumFour(shares4 + lanes);
    const c = shrinkage(f32x4.add(sumFour(spreads4 + lanes), share));
    const z = f32x4.mul(c, m);
    const w = slopeOf(c, sigmoidOf(z, decay(z)));
    v128.store(weights + (k << 2), v128.and(toldWeight(w, share), present(k, count)));
    v128.store(pulls + (k << 2), zero);
  }
}
