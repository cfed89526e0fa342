import { stableSum, ZpdError } from "@zpd/core";
import type { BlockRunner } from "./block-runner";
import type { StepArrays, StepSettings } from "./coordinate-steps";
import { hasSettled } from "./has-settled";
import { learnAbilityVariance, learnItemPrior } from "./learn-prior-scales";
import { rescaleFactors } from "./rescale-factors";
import { SCALE_WARM_UP, type VariationalConfig } from "./variational-config";

/** Losses that the stopping rule looks at in an update: the last change alone. */
const UPDATE_RECORDS = 2;

/** What happened until the end. */
export interface Course {
  readonly losses: readonly number[];
  readonly converged: boolean;
}

/** What a fit knows before its first pass. */
export interface Beginning {
  /** Whether there is no earlier posterior. */
  readonly fromScratch: boolean;
  /** First change of the loss from a random start, which the stopping rule measures later ones by; known after a fit to a part. */
  readonly firstChange?: number;
}

/**
 * Passes over all learners and all items until the loss settles, prior scales learned between them where asked for.
 * @param onPass after each pass, with the loss before it
 * @throws NUMERICAL when the loss is no number
 */
export async function ascend(
  runner: BlockRunner,
  arrays: StepArrays,
  { factors, fixedDiscrimination }: StepSettings,
  { learnPriorScales, unitPriorRows, tolerance, maxPasses }: VariationalConfig,
  { fromScratch, firstChange }: Beginning,
  onPass: (pass: number, loss: number) => void,
): Promise<Course> {
  const { learnerRows, itemRows, learnerPrior, itemPrior, itemOffsets, learnerOffsets } = arrays;
  const learnsScales = fromScratch && learnPriorScales;
  const warmUp = factors > 1 && firstChange === undefined ? SCALE_WARM_UP : 0;
  // From an earlier posterior the first pass goes nearly all the way, and four more would say nothing.
  const rule = {
    ...(firstChange === undefined ? {} : { first: firstChange }),
    ...(fromScratch ? {} : { records: UPDATE_RECORDS }),
  };
  const losses: number[] = [];
  while (losses.length < maxPasses) {
    await runner.run("learners");
    await runner.run("items");
    const divergence = stableSum(arrays.learnerDivergences) + stableSum(arrays.itemDivergences);
    const loss = divergence - stableSum(arrays.likelihoods);
    assertFinite(loss, losses.length + 1);
    losses.push(loss);
    onPass(losses.length, loss);
    if (learnsScales && losses.length > warmUp) {
      learnItemPrior(factors, itemRows, itemOffsets, itemPrior, fixedDiscrimination, unitPriorRows);
      if (fixedDiscrimination) learnAbilityVariance(learnerRows, learnerOffsets, learnerPrior, unitPriorRows);
    }
    if (fromScratch && !fixedDiscrimination) {
      rescaleFactors(factors, learnerRows, itemRows, learnerPrior, itemPrior);
    }
    // Losses under unit scales say nothing of those under learned ones.
    const comparable = learnsScales ? losses.slice(0, 2).concat(losses.slice(warmUp + 2)) : losses;
    if (hasSettled(comparable, tolerance, rule)) return { losses, converged: true };
  }
  return { losses, converged: false };
}

function assertFinite(loss: number, pass: number): void {
  if (Number.isFinite(loss)) return;
  throw new ZpdError("NUMERICAL", {
    where: "fitVariational",
    expected: "a finite loss",
    got: `${loss} at pass ${pass}`,
    advice: 'use the monotone updates: weights "bound"',
  });
}
