import { createPause } from "@zpd/core";
import { itemRowWidth, learnerRowWidth } from "../types/posterior";
import type { StepArrays } from "./coordinate-steps";
import { sharedModes } from "./shared-modes";

/** As in `coordinate-steps.ts`. */
const PROBIT = Math.PI / 8;
const FLAG_FROZEN = 2;

/**
 * Standard deviations of items' parameters `[I, D + 1]`, discriminations then threshold, that allow for what mean field leaves
 * out: it takes the learners' abilities as known up to their own variances, and every parameter as independent of the others,
 * so its 90 % intervals of difficulty cover 74 to 88 %.
 *
 * Learners integrated out, an answer of weight w tells w (1 - w a' S a) of an item, where S is the learner's variance and
 * w a' S a the share of her precision that comes from this very answer (the Schur complement's own block of the joint
 * precision). The variances are the diagonal of that matrix's inverse, no longer one over its diagonal, and what all items
 * have in common comes on top (`sharedModes`). Rows without answers, or frozen, keep the scales of `before`.
 *
 * Cost: O(N D²), as one pass.
 */
export async function itemScales(
  factors: number,
  arrays: StepArrays,
  fixedDiscrimination: boolean,
  before: Float32Array | undefined,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { itemOffsets, byItem, itemRows, learnerRows, itemFlags, itemPrior } = arrays;
  const size = factors + 1;
  const [itemWidth, learnerWidth] = [itemRowWidth(factors), learnerRowWidth(factors)];
  const items = itemOffsets.length - 1;
  const scales = new Float32Array(items * size);
  const gram = new Float64Array(size * size);
  const column = new Float64Array(size);
  const features = new Float64Array(size).fill(-1, factors);
  const pause = createPause(signal);
  const first = fixedDiscrimination ? factors : 0;
  const { shift, stretch } = sharedModes(factors, arrays);
  for (let i = 0; i < items; i++) {
    const isKnown = before !== undefined && (i + 1) * size <= before.length;
    const [from, to] = [itemOffsets[i]!, itemOffsets[i + 1]!];
    if (isKnown && (from === to || (itemFlags[i]! & FLAG_FROZEN) !== 0)) {
      scales.set(before.subarray(i * size, (i + 1) * size), i * size);
      continue;
    }
    gram.fill(0);
    for (let d = 0; d < size; d++) {
      const variance = d < factors ? itemPrior[factors + d]! : itemPrior[2 * factors + 1]!;
      gram[d * size + d] = isKnown ? 1 / before[i * size + d]! ** 2 : 1 / variance;
    }
    const row = i * itemWidth;
    for (let n = from; n < to; n++) {
      const learner = (byItem[n]! >>> 1) * learnerWidth;
      let m = -itemRows[row + 2 * factors]!;
      let v = itemRows[row + 2 * factors + 1]!;
      let learnerShare = 0;
      for (let d = 0; d < factors; d++) {
        const [mean, variance] = [learnerRows[learner + d]!, learnerRows[learner + factors + d]!];
        const a = itemRows[row + d]!;
        features[d] = mean;
        m += a * mean;
        learnerShare += a * a * variance;
        v += itemRows[row + factors + d]! * (mean * mean + variance);
      }
      const k = 1 / Math.sqrt(1 + PROBIT * (v + learnerShare));
      const s = 1 / (1 + Math.exp(-k * m));
      const w = k * s * (1 - s);
      const told = w * Math.max(1 - w * learnerShare, 0);
      for (let d = first; d < size; d++) {
        for (let e = first; e <= d; e++) gram[d * size + e]! += told * features[d]! * features[e]!;
      }
    }
    writeScales(gram, column, first, scales, i * size);
    for (let d = 0; d < factors && from < to; d++) {
      const a = itemRows[row + d]!;
      scales[i * size + factors] = Math.hypot(scales[i * size + factors]!, a * Math.sqrt(shift[d]!));
      if (!fixedDiscrimination) scales[i * size + d] = Math.hypot(scales[i * size + d]!, a * Math.sqrt(stretch[d]!));
    }
    await pause();
  }
  return scales;
}

/** Roots of the diagonal of the inverse of `gram` (lower triangle) over the unknowns from `first` on; `column` is scratch. */
function writeScales(gram: Float64Array, column: Float64Array, first: number, out: Float32Array, at: number): void {
  const size = column.length;
  for (let j = first; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = gram[i * size + j]!;
      for (let k = first; k < j; k++) sum -= gram[i * size + k]! * gram[j * size + k]!;
      gram[i * size + j] = i === j ? Math.sqrt(sum) : sum / gram[j * size + j]!;
    }
  }
  // Row j of the factor's inverse, squared and summed down the rows, is the inverse's diagonal.
  for (let d = first; d < size; d++) {
    let variance = 0;
    for (let i = d; i < size; i++) {
      let sum = i === d ? 1 : 0;
      for (let k = d; k < i; k++) sum -= gram[i * size + k]! * column[k]!;
      column[i] = sum / gram[i * size + i]!;
      variance += column[i]! ** 2;
    }
    out[at + d] = Math.sqrt(variance);
  }
}
