import { type InteractionLog, selectLearners } from "@zpd/core";
import { itemRowWidth, learnerRowWidth } from "../types/posterior";
import { ascend } from "./ascend";
import type { StepArrays, StepSettings } from "./coordinate-steps";
import type { StepEngine } from "./step-engine";
import type { VariationalConfig } from "./variational-config";

/** A fit to every so-manieth learner comes first: items are known from it well enough to skip most passes over all. */
const STRIDE = 10;
/** Answers that a part must have: fewer say too little of the items, and a cold start costs next to nothing. */
const MIN_PART_ANSWERS = 50_000;
/** The part is only a start: its own end is not the end of all. */
const MAX_PART_PASSES = 15;
const PART_TOLERANCE = 0.001;

/** Every tenth learner with all her answers; `undefined` where these are too few. O(N / 10). */
export function partOf(log: InteractionLog): InteractionLog | undefined {
  const chosen = Array.from({ length: Math.floor(log.learners.size / STRIDE) }, (_, k) => k * STRIDE);
  let answers = 0;
  for (const l of chosen) answers += log.offsets[l + 1]! - log.offsets[l]!;
  return answers < MIN_PART_ANSWERS ? undefined : selectLearners(log, chosen);
}

/** What a fit to a part says of the fit to all. */
export interface PartStart {
  readonly learnerRows: Float32Array;
  readonly itemRows: Float32Array;
  readonly itemPrior: Float64Array;
  readonly itemOffsets: Int32Array;
  /** First change of the loss, an answer: what the stopping rule measures later ones by. */
  readonly firstChange: number;
}

/**
 * Fits a part and clears the engine; `undefined` where the log is too small for one. Intervals are not worked out: the start needs
 * none. @param create makes the arrays of a log
 */
export async function fitPart(
  log: InteractionLog,
  create: (part: InteractionLog) => StepArrays,
  settings: StepSettings,
  config: VariationalConfig,
  engine: StepEngine,
  signal: AbortSignal | undefined,
  onPass: (pass: number, passes: number, loss: number) => void,
): Promise<PartStart | undefined> {
  const part = partOf(log);
  if (part === undefined) return undefined;
  const arrays = create(part);
  // Two passes at least, for the first change.
  const maxPasses = Math.max(2, Math.min(MAX_PART_PASSES, config.maxPasses));
  const runner = engine.createRunner(arrays, settings, signal);
  try {
    const partConfig = { ...config, tolerance: PART_TOLERANCE, maxPasses };
    const { losses } = await ascend(runner, arrays, settings, partConfig, { fromScratch: true }, (pass, loss) =>
      onPass(pass, maxPasses, loss),
    );
    return {
      learnerRows: arrays.learnerRows.slice(),
      itemRows: arrays.itemRows.slice(),
      itemPrior: arrays.itemPrior.slice(),
      itemOffsets: arrays.itemOffsets.slice(),
      firstChange: (losses[0]! - losses[1]!) / arrays.byLearner.length,
    };
  } finally {
    runner.end();
    engine.clear();
  }
}

/**
 * Lays what the part found over the starting rows: items, their prior, and the part's learners. Other learners keep ability
 * from their success rate and begin with further factors at 0, not at random; items that the part did not meet keep their
 * threshold from their success rate. O((L + I) D).
 */
export function startOnPart(arrays: StepArrays, factors: number, start: PartStart): void {
  const { itemRows, learnerRows } = arrays;
  const width = itemRowWidth(factors);
  for (let i = 0, row = 0; row < itemRows.length; i++, row += width) {
    const threshold = itemRows[row + 2 * factors]!;
    itemRows.set(start.itemRows.subarray(row, row + width), row);
    if (start.itemOffsets[i + 1] === start.itemOffsets[i]) itemRows[row + 2 * factors] = threshold;
  }
  arrays.itemPrior.set(start.itemPrior);
  const learnerWidth = learnerRowWidth(factors);
  for (let row = 0; row < learnerRows.length; row += learnerWidth) learnerRows.fill(0, row + 1, row + factors);
  for (let from = 0; from < start.learnerRows.length; from += learnerWidth) {
    learnerRows.set(start.learnerRows.subarray(from, from + learnerWidth), from * STRIDE);
  }
}
