import { checkOptions, type EpochRecord, unknownNameError } from "@zpd/core";

interface WarmUp {
  /** Epochs, also in part, over which the rate first grows in equal steps to its full height; 0 when absent. */
  readonly warmUpEpochs?: number;
}

/** How the learning rate goes on; each kind may begin with a warm-up. */
export type LearningRateSchedule =
  | ({ readonly kind: "constant" } & WarmUp)
  /** Half a cosine from the end of the warm-up to `maxEpochs` (Loshchilov and Hutter 2017, equation 5, without restarts). */
  | ({
      readonly kind: "cosine";
      /** Share of the rate that is left at the end; 0 when absent. */
      readonly finalShare?: number;
    } & WarmUp)
  /** Lower each time validation has not got better for some epochs. */
  | ({
      readonly kind: "plateau";
      /** What the rate is multiplied with; 0.5 when absent. */
      readonly factor?: number;
      /** Epochs in succession without a better AUC before the rate falls; 2 when absent. */
      readonly patience?: number;
      /** Share of the rate below which it does not fall; 0 when absent. */
      readonly leastShare?: number;
    } & WarmUp);

const share = { kind: "number", low: 0, high: 1 } as const;
const kind = { kind: "any" } as const;
const warmUpEpochs = { kind: "number", low: 0, high: Number.MAX_VALUE } as const;
const rules = {
  constant: { kind, warmUpEpochs },
  cosine: { kind, warmUpEpochs, finalShare: share },
  plateau: { kind, warmUpEpochs, factor: share, patience: { kind: "integer", low: 1 }, leastShare: share },
} as const;

/** @throws UNKNOWN_NAME on another kind; INVALID_CONFIG on an option the kind does not have or a value out of range */
export function checkSchedule(where: string, schedule: LearningRateSchedule): void {
  if (!Object.hasOwn(rules, schedule.kind)) {
    throw unknownNameError(where, "kind of schedule", String(schedule.kind), Object.keys(rules));
  }
  checkOptions(`${where}: schedule`, schedule, rules[schedule.kind]);
}

/** Where an update stands. */
export interface UpdatePlace {
  /** Counted from 1. */
  readonly epoch: number;
  /** Counted from 0. */
  readonly batch: number;
  readonly batches: number;
  readonly maxEpochs: number;
  /** The epochs before. */
  readonly history: readonly EpochRecord[];
}

/**
 * What share of the full learning rate an update has, 0…1. It follows from the update's place alone, so that a resumed
 * training needs no state of the schedule. O(epochs).
 */
export function learningRateShare(schedule: LearningRateSchedule, place: UpdatePlace): number {
  const { epoch, batch, batches } = place;
  const { warmUpEpochs = 0 } = schedule;
  const after = epoch - 1 + (batch + 1) / batches;
  if (after < warmUpEpochs) return after / warmUpEpochs;
  if (schedule.kind === "constant") return 1;
  if (schedule.kind === "plateau") return plateauShare(schedule, place.history);
  const { finalShare = 0 } = schedule;
  const before = Math.max(0, epoch - 1 + batch / batches - warmUpEpochs);
  const progress = before / Math.max(place.maxEpochs - warmUpEpochs, before, 1 / batches);
  return finalShare + ((1 - finalShare) * (1 + Math.cos(Math.PI * progress))) / 2;
}

function plateauShare(
  { factor = 0.5, patience = 2, leastShare = 0 }: LearningRateSchedule & { kind: "plateau" },
  history: readonly EpochRecord[],
): number {
  let result = 1;
  let best = Number.NEGATIVE_INFINITY;
  let without = 0;
  for (const { validationAuc = Number.NEGATIVE_INFINITY } of history) {
    if (validationAuc > best) {
      best = validationAuc;
      without = 0;
    } else if (++without === patience) {
      result = Math.max(result * factor, leastShare);
      without = 0;
    }
  }
  return result;
}
