import { createInteractionLog, createPause, type InteractionLog, unknownNameError, ZpdError } from "@zpd/core";
import { gaussHermite } from "../ability/gauss-hermite";
import { checkLearnerAnswers } from "../ability/learner-answers";
import { accelerateEm } from "./accelerated-em";
import { countOutcomes } from "./answer-checks";
import { assembleFit } from "./assemble-fit";
import type { CurveModel } from "./curve-model";
import { createExpectationSpace, expectation } from "./expectation";
import { createGuessingModel } from "./guessing-model";
import { createLogisticModel } from "./logistic-model";
import type { MarginalFit } from "./marginal-fit";
import {
  type MarginalModel,
  type MarginalOptions,
  type MarginalSettings,
  resolveMarginalOptions,
} from "./marginal-options";
import { collapsePatterns } from "./response-patterns";

/** More free parameters would make the information matrix, its factor and its inverse larger than 1 GB together. */
const MAX_PARAMETERS = 5000;
/** Discriminations nearer to 0 than this are taken as this, so that a difficulty is a number. */
const FLAT = 1e-6;
const SLOPES = { rasch: "one", "1pl": "common", "2pl": "free" } as const;
const MODELS: readonly MarginalModel[] = ["rasch", "1pl", "2pl", "3pl"];

function createCurves(model: MarginalModel, items: number, settings: MarginalSettings): CurveModel {
  const { maxDiscrimination, guessAlpha, guessBeta } = settings;
  if (model === "3pl") return createGuessingModel(items, { alpha: guessAlpha, beta: guessBeta }, maxDiscrimination);
  return createLogisticModel(items, SLOPES[model], maxDiscrimination);
}

/**
 * Item parameters by marginal maximum likelihood: abilities are N(0,1) and integrated out with a Gauss-Hermite rule,
 * the rest is maximised by EM. Bock & Aitkin (1981), https://doi.org/10.1007/BF02293801.
 *
 * Learners may have met any subset of the items; what they did not meet is taken as missing at random.
 *
 * Deviations, with reasons:
 * 1. EM is accelerated (`accelerateEm`); it ends at the same maximum.
 * 2. Learners with the same answers share one row of the E step.
 * 3. An item that was always answered right (or always wrong) has its maximum at infinity, where it tells nothing about
 *    anybody: it is left out of the likelihood, gets the median discrimination (1PL: the common one, Rasch: 1) and the
 *    threshold at which half an answer would have been otherwise, and is warned of. An item without answers gets
 *    threshold 0.
 * 4. The 3PL's guesses have a Beta prior, without which hardly any of them could be estimated; its estimates are the
 *    mode of likelihood times prior (Mislevy 1986), `report.history` counts the prior in, `logLikelihood` does not. A
 *    left-out item has guess 0.
 * 5. Discriminations stay within `maxDiscrimination` of 0: few answers can put the maximum at infinity. Reaching it is
 *    warned of.
 *
 * Cost: an EM step O(answers of distinct patterns x Q); memory about 16 bytes an answer and 32 I Q bytes.
 *
 * @throws INVALID_CONFIG on unknown options; INVALID_INPUT on scores other than 0 and 1, or when no item has both right
 * and wrong answers; RESOURCE when standard errors would need more than 1 GB; the signal's reason when aborted
 */
export async function fitMarginal(
  log: InteractionLog,
  model: MarginalModel,
  options: MarginalOptions = {},
): Promise<MarginalFit> {
  const where = "fitMarginal";
  if (!MODELS.includes(model)) throw unknownNameError(where, "model", model, MODELS);
  const settings = resolveMarginalOptions(where, options);
  createInteractionLog(log);
  checkLearnerAnswers(where, log, log.items.size);
  const outcomes = countOutcomes(log);
  const kept = Int32Array.from(log.items.ids.keys()).filter((i) => outcomes.estimable[i] === 1);
  if (kept.length === 0) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "an item with both right and wrong answers",
      got: `${log.item.length} answers to ${log.items.size} items, none of them so`,
    });
  }
  const slot = new Int32Array(log.items.size).fill(-1);
  kept.forEach((item, at) => {
    slot[item] = at;
  });
  const curves = createCurves(model, kept.length, settings);
  if (settings.standardErrors && curves.blocks * kept.length > MAX_PARAMETERS) {
    throw new ZpdError("RESOURCE", {
      where,
      expected: `at most ${MAX_PARAMETERS} parameters with standard errors, whose covariances need O(parameters²) memory`,
      got: `${curves.blocks * kept.length}`,
      advice: "set standardErrors to false",
    });
  }
  const patterns = collapsePatterns(log, slot);
  const quadrature = gaussHermite(settings.quadraturePoints);
  const space = createExpectationSpace(2 * kept.length, quadrature);
  const logProbability = new Float64Array(space.expected.length);
  const objective = (parameters: Float64Array): number => {
    curves.fillLogProbability(parameters, quadrature.node, logProbability);
    return expectation(patterns, logProbability, space) + curves.logPrior(parameters);
  };
  const pause = createPause(options.signal);
  const em = await accelerateEm(
    (parameters, next) => {
      const reached = objective(parameters);
      next.set(parameters);
      curves.maximise(space.expected, quadrature.node, next);
      return reached;
    },
    curves.start(),
    {
      maxIterations: settings.maxIterations,
      tolerance: settings.tolerance,
      pause,
      onIteration: (done, logLikelihood) =>
        options.onProgress?.({
          task: `fitting ${model}`,
          done,
          unit: "EM steps",
          metrics: { logLikelihood },
        }),
    },
  );
  for (let i = 0; i < kept.length; i++) {
    const slope = em.parameters[i]!;
    if (Math.abs(slope) < FLAT) em.parameters[i] = slope < 0 ? -FLAT : FLAT;
  }
  return assembleFit({ log, model, settings, outcomes, kept, patterns, quadrature, curves, em, pause });
}
