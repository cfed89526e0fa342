import {
  createPause,
  type FitWarning,
  type InteractionLog,
  type ItemParameters,
  type LearnerAbilities,
} from "@zpd/core";
import { checkOneFactor } from "../information/check-one-factor";
import { maximiseAbility } from "./ability-maximum";
import { AbilityObjective } from "./ability-objective";
import { type AbilityOptions, resolveAbilityOptions } from "./ability-options";
import { checkSameItems } from "./check-same-items";
import { gaussHermite } from "./gauss-hermite";
import { checkLearnerAnswers } from "./learner-answers";
import { createAdaptiveMean, createFixedMean } from "./posterior-mean";

/** Abilities with standard errors, and what to know of them. */
export interface AbilityEstimates extends LearnerAbilities {
  readonly warnings: readonly FitWarning[];
}

function warnings(log: InteractionLog, ability: Float64Array, method: string): FitWarning[] {
  const found: FitWarning[] = [];
  const warnOf = (code: string, message: string, applies: (l: number) => boolean): void => {
    const ids = log.learners.ids.filter((_, l) => applies(l));
    if (ids.length > 0) found.push({ code, message: `${ids.length} of ${ability.length} learners ${message}`, ids });
  };
  const without = method === "eap" || method === "map" ? "the prior is their estimate" : "their ability is NaN";
  warnOf("LEARNER_WITHOUT_DATA", `have no answer: ${without}`, (l) => log.offsets[l] === log.offsets[l + 1]);
  warnOf(
    "ABILITY_INFINITE",
    "answered so that the likelihood rises for ever: their ability is plus or minus infinity, without a standard error; use wle, map or eap",
    (l) => Math.abs(ability[l]!) === Number.POSITIVE_INFINITY,
  );
  warnOf(
    "ABILITY_UNKNOWN",
    "met only items that say nothing about ability: theirs is NaN",
    (l) => Number.isNaN(ability[l]!) && log.offsets[l]! < log.offsets[l + 1]!,
  );
  return found;
}

/**
 * The ability of every learner of a log, given item parameters of one factor (Rasch, 1PL, 2PL, 3PL), with standard
 * errors. Answers may be sparse; an item answered twice counts twice.
 *
 * | method | estimate | standard error |
 * |---|---|---|
 * | eap | posterior mean | posterior standard deviation |
 * | map | posterior mode | 1 / sqrt(I + 1 / prior variance) |
 * | mle | maximum of the likelihood, may be infinite | 1 / sqrt(I), NaN where infinite |
 * | wle | root of slope + J / (2 I): Warm (1989), https://doi.org/10.1007/BF02294627; finite whenever there is an answer | 1 / sqrt(I) |
 *
 * I is Fisher's information at the estimate. With guessing the likelihood may have several maxima; the highest one is
 * taken, with "wle" that of the likelihood times sqrt(I), which is Warm's own function only without guessing.
 *
 * A learner without answers has the prior's mean and deviation (eap, map) or NaN (mle, wle). Such learners and infinite
 * estimates are listed in `warnings`.
 *
 * Cost: eap O(answers x points), a few nanoseconds each with fixed nodes and about 30 with adaptive ones; the others
 * O(answers x 10), with guessing up to x 400.
 *
 * @throws INVALID_CONFIG; INVALID_INPUT on scores other than 0 and 1 or other items than the parameters'; UNSUPPORTED
 * on several factors; the signal's reason when aborted
 */
export async function estimateAbilities(
  log: InteractionLog,
  parameters: ItemParameters,
  options: AbilityOptions = {},
): Promise<AbilityEstimates> {
  const where = "estimateAbilities";
  const { method, priorMean, priorDeviation, quadraturePoints, quadrature } = resolveAbilityOptions(where, options);
  const items = checkOneFactor(where, parameters);
  checkSameItems(where, log, parameters);
  const learners = checkLearnerAnswers(where, log, items);
  const hasPrior = method === "eap" || method === "map";
  const precision = hasPrior ? 1 / (priorDeviation * priorDeviation) : 0;
  const objective = new AbilityObjective(log, parameters, hasPrior ? priorMean : 0, precision, method === "wle");
  const rule = gaussHermite(method === "eap" ? quadraturePoints : 1);
  const fixedMean =
    method === "eap" && quadrature === "fixed"
      ? createFixedMean(log, parameters, rule, priorMean, priorDeviation)
      : undefined;
  const adaptiveMean = createAdaptiveMean(rule);
  const moments = new Float64Array(2);
  const ability = new Float64Array(learners);
  const abilityScale = new Float64Array(learners);
  const pause = createPause(options.signal);
  for (let l = 0; l < learners; l++) {
    const from = log.offsets[l]!;
    const to = log.offsets[l + 1]!;
    objective.turnTo(from, to);
    if (!objective.informs()) {
      ability[l] = hasPrior ? priorMean : Number.NaN;
      abilityScale[l] = hasPrior ? priorDeviation : Number.NaN;
    } else if (fixedMean !== undefined) {
      fixedMean(from, to, moments);
      ability[l] = moments[0]!;
      abilityScale[l] = moments[1]!;
    } else {
      const mode = maximiseAbility(objective, method !== "mle");
      ability[l] = mode;
      if (method === "eap") {
        adaptiveMean(objective, mode, moments);
        ability[l] = moments[0]!;
        abilityScale[l] = moments[1]!;
      } else if (Number.isFinite(mode)) {
        objective.evaluate(mode);
        abilityScale[l] = 1 / Math.sqrt(objective.information);
      } else {
        abilityScale[l] = Number.NaN;
      }
    }
    if ((l & 255) === 255) {
      await pause();
      options.onProgress?.({ task: "estimating abilities", done: l + 1, total: learners, unit: "learners" });
    }
  }
  return { learners: log.learners, factors: 1, ability, abilityScale, warnings: warnings(log, ability, method) };
}
