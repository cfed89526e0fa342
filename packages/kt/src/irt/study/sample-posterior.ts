import { assertThat, createPause, createRandomStream, type InteractionLog, type WorkOptions } from "@zpd/core";
import { sortAnswers } from "../variational/sorted-answers";
import { createRandomWalk } from "./random-walk";

export interface SamplingOptions extends WorkOptions {
  readonly seed: number;
  /** Sweeps over all parameters whose draws count. Default 5,000. */
  readonly sweeps?: number;
  /** Sweeps before them, in which step sizes are found. Default 1,000. */
  readonly warmUp?: number;
}

/** Mean and standard deviation of the draws of each parameter: abilities `[L]`, discriminations and thresholds `[I]`. */
export interface PosteriorSample {
  readonly ability: Float64Array;
  readonly abilityScale: Float64Array;
  readonly discrimination: Float64Array;
  readonly discriminationScale: Float64Array;
  readonly threshold: Float64Array;
  readonly thresholdScale: Float64Array;
}

const SWEEPS_PER_TUNING = 50;

/**
 * Draws from the exact posterior of the 2PL, logit = a theta - t, under independent standard normal priors with a > 0:
 * Metropolis steps, one parameter at a time. What approximations are held against; for small logs. Equal seeds, equal draws.
 *
 * Source: Metropolis et al., Journal of Chemical Physics 21, 1953; for item response models Patz & Junker, Journal of
 * Educational and Behavioral Statistics 24, 1999. Cost: six curves an answer and sweep; memory 8 bytes an answer.
 * @throws INVALID_CONFIG on counts below 1; INVALID_INPUT on a log without answers, or scores other than 0 and 1
 */
export async function samplePosterior(log: InteractionLog, options: SamplingOptions): Promise<PosteriorSample> {
  const where = "samplePosterior";
  const { seed, sweeps = 5000, warmUp = 1000, signal, onProgress } = options;
  for (const [name, value] of Object.entries({ sweeps, warmUp })) {
    assertThat(Number.isSafeInteger(value) && value >= 1, "INVALID_CONFIG", {
      where,
      expected: `${name} to be a whole number from 1`,
      got: `${value}`,
    });
  }
  const { learnerOffsets, byLearner, itemOffsets, byItem } = sortAnswers(where, log);
  const random = createRandomStream(seed, "irt-sample");
  const ability = createRandomWalk(log.learners.size, 0, Number.NEGATIVE_INFINITY, random);
  const discrimination = createRandomWalk(log.items.size, 1, 0, random);
  const threshold = createRandomWalk(log.items.size, 0, Number.NEGATIVE_INFINITY, random);
  const walks = [ability, discrimination, threshold];
  const [theta, a, t] = [ability.value, discrimination.value, threshold.value];

  /** log P of a learner's answers at an ability. */
  const ofLearner = (l: number, value: number): number => {
    let sum = 0;
    for (let n = learnerOffsets[l]!; n < learnerOffsets[l + 1]!; n++) {
      const i = byLearner[n]! >>> 1;
      sum += logCurve(a[i]! * value - t[i]!, byLearner[n]! & 1);
    }
    return sum;
  };
  /** log P of the answers to an item at a discrimination and a threshold. */
  const ofItem = (i: number, slope: number, at: number): number => {
    let sum = 0;
    for (let n = itemOffsets[i]!; n < itemOffsets[i + 1]!; n++) {
      sum += logCurve(slope * theta[byItem[n]! >>> 1]! - at, byItem[n]! & 1);
    }
    return sum;
  };
  const ofSlope = (i: number, value: number): number => ofItem(i, value, t[i]!);
  const ofThreshold = (i: number, value: number): number => ofItem(i, a[i]!, value);

  const pause = createPause(signal);
  for (let sweep = 0; sweep < warmUp + sweeps; sweep++) {
    ability.move(ofLearner);
    discrimination.move(ofSlope);
    threshold.move(ofThreshold);
    if (sweep >= warmUp) for (const walk of walks) walk.record();
    else if ((sweep + 1) % SWEEPS_PER_TUNING === 0) for (const walk of walks) walk.tune();
    await pause();
    onProgress?.({ task: "Sampling the posterior", done: sweep + 1, total: warmUp + sweeps, unit: "sweeps" });
  }
  return {
    ability: ability.means(),
    abilityScale: ability.deviations(),
    discrimination: discrimination.means(),
    discriminationScale: discrimination.deviations(),
    threshold: threshold.means(),
    thresholdScale: threshold.deviations(),
  };
}

/** log sigmoid of the logit, or of minus the logit where the answer was wrong. */
function logCurve(logit: number, right: number): number {
  const signed = right === 1 ? logit : -logit;
  return signed < 0 ? signed - Math.log1p(Math.exp(signed)) : -Math.log1p(Math.exp(-signed));
}
