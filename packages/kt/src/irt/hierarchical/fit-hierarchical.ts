import { createPause, type FitReport, type InteractionLog, stableSum, ZpdError } from "@zpd/core";
import type { ItemCovariates } from "../types/item-covariates";
import type { IrtPosterior } from "../types/posterior";
import { allocatePlain } from "../variational/allocate-arrays";
import { BLOCKS, createBlockRunner, createPlainSteps } from "../variational/block-runner";
import type { StepArrays, StepSettings } from "../variational/coordinate-steps";
import type { VariationalFit, VariationalOptions } from "../variational/fit-variational";
import { hasSettled } from "../variational/has-settled";
import { joinPrior } from "../variational/join-prior";
import { learnItemPrior } from "../variational/learn-prior-scales";
import { createStepArrays } from "../variational/starting-arrays";
import { MAX_NEWTON_STEP, MIN_DISCRIMINATION, SCALE_WARM_UP } from "../variational/variational-config";
import { variationalWarnings } from "../variational/variational-warnings";
import { assembleHierarchical } from "./assemble-hierarchical";
import { checkCovariates } from "./check-covariates";
import { createFamilyStates, type FamilyState } from "./family-state";
import { createFamilyStep } from "./family-step";
import { checkHierarchicalConfig, type HierarchicalConfig } from "./hierarchical-config";
import { createItemStep, type FamilyMoments } from "./item-step";
import { joinCovariates } from "./join-covariates";
import { learnFamilyPriors } from "./learn-family-priors";
import { writeLoadings } from "./loading-rows";
import { rescaleLatents } from "./rescale-latents";

/**
 * Fits the hierarchical factor model: items load on `D` latent dimensions by discriminations of their own, and on the latents
 * of each family of covariates by what the family's attributes weigh.
 *
 *   logit = theta_i . [alpha_j ; X1_j H1 ; X2_j H2 ; ...] - beta_j
 *
 * theta_i has D + families x latentsPerFamily dimensions; X_j is the item's row of covariates and H [A, K] the weights of the
 * family's attributes, so each family feeds its own latents. An independent normal for every parameter, H included; standard
 * normal priors, whose scales are learned by default; positive means of alpha and H.
 *
 * Source: Shi & Athey, the hierarchical model and its stopping rule. By closed-form coordinate ascent: all learners as in
 * a factor model whose discriminations are [alpha_j ; X_j H] with their variances; then each item's alpha and beta; then H,
 * family by family and attribute by attribute, from normal equations summed over the items (`item-step.ts`,
 * `family-step.ts`). Deviations: those of `fitVariational`; and number columns come divided by their root mean square.
 *
 * The result is a factor model's posterior of D_total factors, families last, with H and the covariates beside it
 * (`families`). Under `prior` known learners, items and attributes have the earlier posterior as their prior; items that it
 * does not know need `covariates`; without new items they may be left out.
 *
 * Cost: O(N D_total²) a pass and O(entries Q K) for each sweep over the attributes, Q latents in all families; memory as
 * `fitVariational` and 8 Q (Q + 2) bytes an item.
 * @throws INVALID_CONFIG, INVALID_INPUT, SHAPE on options, a log or covariates that do not fit
 * @throws UNKNOWN_NAME on frozen ids that `prior` does not know
 * @throws NUMERICAL when the loss is no number
 */
export async function fitHierarchical(
  log: InteractionLog,
  covariates: ItemCovariates | undefined,
  given: Partial<HierarchicalConfig>,
  options: VariationalOptions,
): Promise<VariationalFit> {
  const where = "fitHierarchical";
  const { prior, signal, onProgress, seed } = options;
  const config = checkHierarchicalConfig(where, given);
  signal?.throwIfAborted();
  if (covariates === undefined && prior === undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "covariates of the items",
      got: "none",
      advice: "use fitVariational's factor model for items without covariates",
    });
  }
  if (covariates !== undefined) checkCovariates(where, covariates, log.items.size);
  const familyCount = (prior?.families ?? covariates?.families ?? []).length;
  const factors = config.factors + familyCount * config.latentsPerFamily;
  const joined = prior === undefined ? log : joinPrior(where, log, prior, "hierarchical", factors);
  if (prior !== undefined) assertLatents(where, prior, config.latentsPerFamily);
  const families =
    prior?.families === undefined
      ? (covariates?.families ?? [])
      : joinCovariates(where, prior.families, covariates, log.items, joined.items);
  const arrays = createStepArrays(where, "hierarchical", joined, factors, { ...options, allocate: allocatePlain });
  const states = createFamilyStates(families, config.latentsPerFamily, seed, prior?.families);
  const course = await ascend(arrays, states, config, factors, prior === undefined, signal, (pass, loss) =>
    onProgress?.({
      task: "Fitting the posterior",
      done: pass,
      total: config.maxPasses,
      unit: "passes",
      metrics: { loss },
    }),
  );
  const report: FitReport = {
    iterations: course.losses.length,
    converged: course.converged,
    history: course.losses,
    warnings: variationalWarnings(joined, arrays, course.converged),
    backend: { name: "cpu", reason: "plain JavaScript, one thread" },
  };
  const posterior = await assembleHierarchical(
    joined,
    states,
    config.factors,
    arrays,
    stepSettings(config, factors),
    prior,
    signal,
  );
  return { posterior, report };
}

function assertLatents(where: string, { families = [] }: IrtPosterior, latents: number): void {
  for (const family of families) {
    if (family.latents === latents) continue;
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `${latents} latents a family, as the settings say`,
      got: `${family.latents} of "${family.name}" in the posterior`,
      advice: "update with the settings that were saved",
    });
  }
}

interface Course {
  readonly losses: readonly number[];
  readonly converged: boolean;
}

async function ascend(
  arrays: StepArrays,
  states: readonly FamilyState[],
  config: HierarchicalConfig,
  factors: number,
  fromScratch: boolean,
  signal: AbortSignal | undefined,
  onPass: (pass: number, loss: number) => void,
): Promise<Course> {
  const { factors: ownFactors, tolerance, maxPasses } = config;
  const settings = stepSettings(config, factors);
  const items = arrays.itemOffsets.length - 1;
  const latents = factors - ownFactors;
  const moments: FamilyMoments = {
    gram: new Float64Array(items * latents * latents),
    right: new Float64Array(items * latents),
  };
  const runner = createBlockRunner(createPlainSteps(arrays, settings), signal);
  const itemStep = createItemStep(arrays, settings, ownFactors, moments);
  const familyStep = createFamilyStep(states, moments, items, settings);
  const learnsScales = fromScratch && config.learnPriorScales;
  const warmUp = factors > 1 ? SCALE_WARM_UP : 0;
  const pause = createPause(signal);
  const losses: number[] = [];
  const itemDivergences = new Float64Array(BLOCKS);
  writeLoadings(states, ownFactors, factors, arrays);
  while (losses.length < maxPasses) {
    await runner.run("learners");
    for (let block = 0; block < BLOCKS; block++) {
      itemDivergences[block] = itemStep.run(arrays.itemBlocks[block]!, arrays.itemBlocks[block + 1]!);
      await pause();
    }
    const divergence = familyStep.run() + stableSum(arrays.learnerDivergences) + stableSum(itemDivergences);
    const loss = divergence - stableSum(arrays.likelihoods);
    assertFinite(loss, losses.length + 1);
    losses.push(loss);
    onPass(losses.length, loss);
    if (learnsScales && losses.length > warmUp) {
      learnItemPrior(factors, arrays.itemRows, arrays.itemOffsets, arrays.itemPrior, false, 0);
      learnFamilyPriors(states, arrays.itemOffsets);
    }
    if (fromScratch) {
      rescaleLatents(states, ownFactors, factors, arrays);
    }
    writeLoadings(states, ownFactors, factors, arrays);
    // Losses under unit scales say nothing of those under learned ones.
    const comparable = learnsScales ? losses.slice(0, 2).concat(losses.slice(warmUp + 2)) : losses;
    if (hasSettled(comparable, tolerance)) return { losses, converged: true };
  }
  return { losses, converged: false };
}

function assertFinite(loss: number, pass: number): void {
  if (Number.isFinite(loss)) return;
  throw new ZpdError("NUMERICAL", {
    where: "fitHierarchical",
    expected: "a finite loss",
    got: `${loss} at pass ${pass}`,
    advice: 'use the monotone updates: weights "bound"',
  });
}

function stepSettings({ weights, positive, itemDamping }: HierarchicalConfig, factors: number): StepSettings {
  return {
    factors,
    newton: weights === "newton",
    fixedDiscrimination: false,
    minDiscrimination: positive ? MIN_DISCRIMINATION : Number.NEGATIVE_INFINITY,
    itemDamping,
    maxStep: weights === "newton" ? MAX_NEWTON_STEP : Number.POSITIVE_INFINITY,
  };
}
