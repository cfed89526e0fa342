import { itemsByConcept, type QMatrix } from "@zpd/core";
import { distinctIds } from "./distinct-ids";
import { calibrated, type MasteryCalibration } from "./mastery-calibration";

/** Items of a concept that stand for it at most. */
const MOST_PROBES = 20;

/** The items by which each concept's mastery is read. */
export interface Probes {
  /** Row starts `[C + 1]`. */
  readonly offsets: Int32Array;
  /** Probe items, concept after concept `[offsets[C]]`. */
  readonly items: Int32Array;
}

/**
 * Chooses each concept's probe items: those with most training answers, at most 20; ties go to the lower index. A
 * concept without items has none. O(entries of the Q-matrix, sorted by concept).
 */
export function chooseProbes(qMatrix: QMatrix, answers: ArrayLike<number>): Probes {
  const { offsets: from, item } = itemsByConcept(qMatrix);
  const offsets = new Int32Array(from.length);
  const chosen: number[] = [];
  for (let c = 0; c + 1 < from.length; c++) {
    const items = [...item.subarray(from[c]!, from[c + 1]!)];
    chosen.push(...items.sort((a, b) => answers[b]! - answers[a]! || a - b).slice(0, MOST_PROBES));
    offsets[c + 1] = chosen.length;
  }
  return { offsets, items: Int32Array.from(chosen) };
}

/**
 * Mastery of models that foretell answers but hold no state of a concept: P(correct) averaged over the concept's probe
 * items, then brought to the scale of P(an answer on this concept is right) by a calibration fitted on learners that
 * training did not see. The predictions of items stay as they are.
 *
 * A concept without items is read by all probe items together: no better guess at it is in the model.
 */
export class ProbeMastery {
  /** Items whose P(correct) is needed `[P]`. */
  readonly candidates: Int32Array;
  /** Whether these are all items in their order, so that predictions `[B, I]` can be read as they are. */
  readonly everyItem: boolean;
  /** Where each probe stands among the candidates. */
  private readonly local: Int32Array;

  constructor(
    readonly probes: Probes,
    readonly calibration: MasteryCalibration,
    itemCount: number,
  ) {
    const { distinct, local } = distinctIds(probes.items, itemCount);
    // Without any tag at all, every item is a probe of everything.
    this.everyItem = distinct.length === 0 || distinct.length === itemCount;
    this.candidates = this.everyItem ? Int32Array.from({ length: itemCount }, (_, i) => i) : distinct;
    this.local = this.everyItem ? probes.items : local;
  }

  /** From P(correct) of the candidates `[B, P]` to mastery `[B, C]`. O(B (probes + P)). */
  read(probabilities: Float32Array, batchSize: number, out: Float32Array): void {
    const { offsets } = this.probes;
    const width = this.candidates.length;
    const conceptCount = offsets.length - 1;
    for (let b = 0; b < batchSize; b++) {
      for (let c = 0; c < conceptCount; c++) {
        const first = offsets[c]!;
        const last = offsets[c + 1]!;
        let sum = 0;
        if (first === last) {
          for (let k = 0; k < width; k++) sum += probabilities[b * width + k]!;
          sum /= width;
        } else {
          for (let e = first; e < last; e++) sum += probabilities[b * width + this.local[e]!]!;
          sum /= last - first;
        }
        out[b * conceptCount + c] = calibrated(sum, this.calibration);
      }
    }
  }
}
