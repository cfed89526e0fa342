import { itemRowWidth, learnerRowWidth } from "../types/posterior";
import type { StepArrays, StepSettings } from "../variational/coordinate-steps";
import { createBoundedSystem } from "./bounded-system";

/** What the answers of each item say of its discriminations on the families' latents, its own parameters held. */
export interface FamilyMoments {
  /** Sum of weight times E[f f'] of the latents `[I, Q, Q]`, `Q` latents in all families. */
  readonly gram: Float64Array;
  /** Right sides, less the share of the item's own parameters `[I, Q]`. */
  readonly right: Float64Array;
}

export interface HierarchicalItemStep {
  /** Updates the own parameters of items `from … to - 1` and fills their moments. Returns their divergence before. */
  run(from: number, to: number): number;
}

/** As in `coordinate-steps.ts`. */
const PROBIT = Math.PI / 8;
const KNOWN = 1;
const FROZEN = 2;
/** Below this the bound's weight is at its limit, 1/4. */
const SMALL_LOGIT = 1e-4;

function divergence(mean: number, variance: number, priorMean: number, priorVariance: number): number {
  const distance = mean - priorMean;
  return 0.5 * ((variance + distance * distance) / priorVariance - 1 - Math.log(variance / priorVariance));
}

/**
 * The item's half of a pass: own discriminations and threshold given learners and families, by the weights and residuals of
 * `coordinate-steps.ts`, whose quadratic in the whole row [alpha_j ; X_j H ; beta_j] is then left behind for the families, with
 * the new own parameters put in. Both steps lower the same quadratic, so together they lower the loss as one would.
 *
 * Cost: O(D_total²) an answer, no allocation.
 */
export function createItemStep(
  arrays: StepArrays,
  { factors, newton, minDiscrimination, itemDamping, maxStep }: StepSettings,
  ownFactors: number,
  moments: FamilyMoments,
): HierarchicalItemStep {
  const { itemOffsets, byItem, itemRows, learnerRows, itemFlags, itemPrior, knownItemRows } = arrays;
  const [itemWidth, learnerWidth] = [itemRowWidth(factors), learnerRowWidth(factors)];
  const size = factors + 1;
  const ownSize = ownFactors + 1;
  const latents = factors - ownFactors;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  const means = new Float64Array(size);
  const variances = new Float64Array(size);
  const features = new Float64Array(size).fill(-1, factors);
  const system = createBoundedSystem(ownSize);

  /** Where an item's parameter stands in its row: means, then variances, then the threshold's two. */
  const meanAt = (d: number): number => (d < factors ? d : 2 * factors);
  const varianceAt = (d: number): number => (d < factors ? factors + d : 2 * factors + 1);
  /** The own parameter `o` among all: discriminations first, the threshold last. */
  const ownAt = (o: number): number => (o < ownFactors ? o : factors);

  function readAnswers(i: number): void {
    gram.fill(0);
    right.fill(0);
    for (let n = itemOffsets[i]!, end = itemOffsets[i + 1]!; n < end; n++) {
      const packed = byItem[n]!;
      const row = (packed >>> 1) * learnerWidth;
      const y = packed & 1;
      let m = -means[factors]!;
      let v = variances[factors]!;
      for (let d = 0; d < factors; d++) {
        const mean = learnerRows[row + d]!;
        const variance = learnerRows[row + factors + d]!;
        const a = means[d]!;
        features[d] = mean;
        m += a * mean;
        v += a * a * variance + variances[d]! * (mean * mean + variance);
      }
      let w: number;
      let g: number;
      if (newton) {
        const k = 1 / Math.sqrt(1 + PROBIT * v);
        const s = 1 / (1 + Math.exp(-k * m));
        w = k * s * (1 - s);
        g = w * m + y - s;
      } else {
        const xi = Math.sqrt(m * m + v);
        const e = Math.exp(-xi);
        w = xi < SMALL_LOGIT ? 0.25 : (1 - e) / (2 * xi * (1 + e));
        g = y - 0.5;
      }
      for (let d = 0; d < size; d++) {
        const weighted = w * features[d]!;
        right[d]! += g * features[d]!;
        for (let e = 0; e <= d; e++) gram[d * size + e]! += weighted * features[e]!;
      }
      for (let d = 0; d < factors; d++) gram[d * size + d]! += w * learnerRows[row + factors + d]!;
    }
    for (let d = 0; d < size; d++) for (let e = 0; e < d; e++) gram[e * size + d] = gram[d * size + e]!;
  }

  function updateOwn(i: number, priors: ArrayLike<number>, priorAt: number): void {
    const { matrix, right: ownRight, unknown } = system;
    for (let o = 0; o < ownSize; o++) {
      const d = ownAt(o);
      let sum = right[d]!;
      for (let q = 0; q < latents; q++) sum -= gram[d * size + ownFactors + q]! * means[ownFactors + q]!;
      const precision = 1 / priors[priorAt + varianceAt(d)]!;
      ownRight[o] = sum + precision * priors[priorAt + meanAt(d)]!;
      for (let p = 0; p < ownSize; p++) matrix[o * ownSize + p] = gram[d * size + ownAt(p)]!;
      matrix[o * ownSize + o]! += precision;
      unknown[o] = means[d]!;
    }
    system.solve(ownFactors, minDiscrimination);
    const row = i * itemWidth;
    for (let o = 0; o < ownSize; o++) {
      const d = ownAt(o);
      const step = itemDamping * (unknown[o]! - means[d]!);
      itemRows[row + meanAt(d)] = means[d]! + Math.min(Math.max(step, -maxStep), maxStep);
      itemRows[row + varianceAt(d)] = 1 / matrix[o * ownSize + o]!;
      means[d] = itemRows[row + meanAt(d)]!;
    }
  }

  function leaveMoments(i: number): void {
    for (let q = 0; q < latents; q++) {
      const d = ownFactors + q;
      let sum = right[d]!;
      for (let o = 0; o < ownSize; o++) sum -= gram[d * size + ownAt(o)]! * means[ownAt(o)]!;
      moments.right[i * latents + q] = sum;
      for (let p = 0; p < latents; p++) {
        moments.gram[(i * latents + q) * latents + p] = gram[d * size + ownFactors + p]!;
      }
    }
  }

  return {
    run(from, to) {
      let total = 0;
      for (let i = from; i < to; i++) {
        const isKnown = (itemFlags[i]! & KNOWN) !== 0;
        // What an earlier posterior says of an item without new answers stays as it is.
        if (isKnown && itemOffsets[i] === itemOffsets[i + 1]) continue;
        const row = i * itemWidth;
        for (let d = 0; d < size; d++) {
          means[d] = itemRows[row + meanAt(d)]!;
          variances[d] = itemRows[row + varianceAt(d)]!;
        }
        const priors = isKnown ? knownItemRows : itemPrior;
        const priorAt = isKnown ? row : 0;
        for (let o = 0; o < ownSize; o++) {
          const d = ownAt(o);
          const priorMean = priors[priorAt + meanAt(d)]!;
          total += divergence(means[d]!, variances[d]!, priorMean, priors[priorAt + varianceAt(d)]!);
        }
        if ((itemFlags[i]! & FROZEN) !== 0) continue;
        readAnswers(i);
        updateOwn(i, priors, priorAt);
        leaveMoments(i);
      }
      return total;
    },
  };
}
