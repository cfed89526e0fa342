import type { StepArrays, StepSettings } from "./coordinate-steps";

export interface ScaleSteps {
  /** Works out the scales of one block of items. */
  scaleBlock(block: number): void;
}

/**
 * Standard deviations of items' parameters, discriminations then threshold, that allow for what mean field leaves out: it takes
 * the learners' abilities as known up to their own variances, and every parameter as independent of the others, so its 90 %
 * intervals of difficulty cover 74 to 88 %.
 *
 * Learners integrated out, an answer of weight w tells w (1 - w a' S a) of an item, where S is the learner's variance and
 * w a' S a the share of her precision that comes from this very answer (the Schur complement's own block of the joint
 * precision). The variances are the diagonal of that matrix's inverse, no longer one over its diagonal, and what all items
 * have in common comes on top (`arrays.sharedModes`). Known rows without answers, or frozen, keep the scales they had.
 *
 * All functions stand inside this one, which refers to nothing else: threads are given its text.
 *
 * Cost: O(N D²) over all blocks, as one pass.
 */
export function createScaleSteps(
  arrays: StepArrays,
  { factors, fixedDiscrimination }: Pick<StepSettings, "factors" | "fixedDiscrimination">,
): ScaleSteps {
  const { itemOffsets, byItem, itemRows, learnerRows, itemFlags, itemPrior, itemScales, knownItemScales } = arrays;
  const KNOWN = 1;
  const FROZEN = 2;
  /** As in `coordinate-steps.ts`. */
  const PROBIT = Math.PI / 8;
  const size = factors + 1;
  const itemWidth = 2 * factors + 2;
  const learnerWidth = 2 * factors;
  const first = fixedDiscrimination ? factors : 0;
  const gram = new Float64Array(size * size);
  const column = new Float64Array(size);
  const features = new Float64Array(size).fill(-1, factors);

  /** Starts the lower triangle with the priors' precisions. */
  function startGram(i: number): void {
    const isKnown = (itemFlags[i]! & KNOWN) !== 0;
    gram.fill(0);
    for (let d = 0; d < size; d++) {
      const variance = d < factors ? itemPrior[factors + d]! : itemPrior[2 * factors + 1]!;
      gram[d * size + d] = 1 / (isKnown ? knownItemScales[i * size + d]! ** 2 : variance);
    }
  }

  function addAnswer(row: number, learner: number): void {
    let m = -itemRows[row + 2 * factors]!;
    let v = itemRows[row + 2 * factors + 1]!;
    let share = 0;
    for (let d = 0; d < factors; d++) {
      const mean = learnerRows[learner + d]!;
      const variance = learnerRows[learner + factors + d]!;
      const a = itemRows[row + d]!;
      features[d] = mean;
      m += a * mean;
      share += a * a * variance;
      v += itemRows[row + factors + d]! * (mean * mean + variance);
    }
    const k = 1 / Math.sqrt(1 + PROBIT * (v + share));
    const s = 1 / (1 + Math.exp(-k * m));
    const w = k * s * (1 - s);
    const told = w * Math.max(1 - w * share, 0);
    for (let d = first; d < size; d++) {
      const line = d * size;
      const weighted = told * features[d]!;
      for (let e = first; e <= d; e++) gram[line + e]! += weighted * features[e]!;
    }
  }

  /** Roots of the diagonal of the inverse of `gram` over the unknowns from `first` on. */
  function writeScales(at: number): void {
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
      itemScales[at + d] = Math.sqrt(variance);
    }
  }

  function scaleItem(i: number): void {
    const from = itemOffsets[i]!;
    const to = itemOffsets[i + 1]!;
    const at = i * size;
    const flag = itemFlags[i]!;
    if ((flag & KNOWN) !== 0 && (from === to || (flag & FROZEN) !== 0)) {
      for (let d = 0; d < size; d++) itemScales[at + d] = knownItemScales[at + d]!;
      return;
    }
    const row = i * itemWidth;
    startGram(i);
    for (let n = from; n < to; n++) addAnswer(row, (byItem[n]! >>> 1) * learnerWidth);
    writeScales(at);
    if (from === to) return;
    for (let d = 0; d < factors; d++) {
      const a = itemRows[row + d]!;
      const shift = a * Math.sqrt(arrays.sharedModes[d]!);
      const stretch = a * Math.sqrt(arrays.sharedModes[factors + d]!);
      itemScales[at + factors] = Math.hypot(itemScales[at + factors]!, shift);
      if (!fixedDiscrimination) itemScales[at + d] = Math.hypot(itemScales[at + d]!, stretch);
    }
  }

  return {
    scaleBlock(block) {
      const end = arrays.itemBlocks[block + 1]!;
      for (let i = arrays.itemBlocks[block]!; i < end; i++) scaleItem(i);
    },
  };
}
