import { type FitWarning, type InteractionLog, sigmoid } from "@zpd/core";
import type { Quadrature } from "../ability/gauss-hermite";
import type { AcceleratedEmResult } from "./accelerated-em";
import type { ItemOutcomes } from "./answer-checks";
import type { CurveModel } from "./curve-model";
import { createExpectationSpace, patternPosterior } from "./expectation";
import { interceptOfRate, typicalSlope } from "./left-out-items";
import type { MarginalFit } from "./marginal-fit";
import type { MarginalModel, MarginalSettings } from "./marginal-options";
import { observedInformation } from "./observed-information";
import type { ResponsePatterns } from "./response-patterns";
import { difficultyVariance, invertInformation } from "./standard-errors";

/** Everything a finished EM leaves. */
export interface FinishedEm {
  readonly log: InteractionLog;
  readonly model: MarginalModel;
  readonly settings: MarginalSettings;
  readonly outcomes: ItemOutcomes;
  /** Items in the fit, by slot. */
  readonly kept: Int32Array;
  readonly patterns: ResponsePatterns;
  readonly quadrature: Quadrature;
  readonly curves: CurveModel;
  readonly em: AcceleratedEmResult;
  readonly pause: () => Promise<void>;
}

/**
 * Below this ratio of a learner's posterior deviation to the distance of the nodes, sums are no longer integrals: a
 * normal posterior's has a relative error of 2 exp(-2 π² ratio²), 0.2 % at 0.6 and 10^-5 at 0.8.
 */
const FINE_ENOUGH = 0.6;
const FINE = 0.8;

interface Spread {
  readonly logLikelihood: number;
  /** Mean posterior standard deviation of the learners. */
  readonly deviation: number;
}

/** Log-likelihood and mean posterior deviation at the final parameters. */
function summarisePosterior({ patterns, quadrature, curves, em }: FinishedEm): Spread {
  const { node } = quadrature;
  const { logWeight, posterior } = createExpectationSpace(0, quadrature);
  const logProbability = new Float64Array(2 * curves.items * node.length);
  curves.fillLogProbability(em.parameters, node, logProbability);
  let logLikelihood = 0;
  let deviation = 0;
  let learners = 0;
  for (let p = 0; p < patterns.count.length; p++) {
    const count = patterns.count[p]!;
    logLikelihood += count * patternPosterior(patterns, p, logProbability, logWeight, posterior);
    let mean = 0;
    let square = 0;
    for (let q = 0; q < node.length; q++) {
      mean += posterior[q]! * node[q]!;
      square += posterior[q]! * node[q]! * node[q]!;
    }
    deviation += count * Math.sqrt(Math.max(0, square - mean * mean));
    learners += count;
  }
  return { logLikelihood, deviation: deviation / learners };
}

/** Warns where a learner's posterior is too narrow for the nodes. */
function coarseQuadrature(deviation: number, { node }: Quadrature): FitWarning[] {
  const points = node.length;
  const distance = points === 1 ? Number.POSITIVE_INFINITY : node[points >> 1]! - node[(points >> 1) - 1]!;
  if (deviation >= FINE_ENOUGH * distance) return [];
  const advised = Math.ceil(points * ((FINE * distance) / deviation) ** 2);
  const message = `abilities are known to ±${deviation.toFixed(2)}, the ${points} nodes stand ${distance.toFixed(2)} apart: estimates depend on the nodes; raise quadraturePoints${Number.isFinite(advised) ? ` to about ${advised}` : ""}`;
  return [{ code: "COARSE_QUADRATURE", message }];
}

interface Errors {
  /** Standard errors by slot. */
  readonly slope: Float64Array;
  readonly intercept: Float64Array;
  readonly difficulty: Float64Array;
  /** Of the guess, where the model has one. */
  readonly guess: Float64Array;
  readonly warnings: readonly FitWarning[];
}

/** Standard errors of all slots from the inverse of the observed information; NaN everywhere where it has none. */
async function standardErrors({ curves, patterns, quadrature, em, pause }: FinishedEm): Promise<Errors> {
  const { items } = curves;
  const slope = new Float64Array(items).fill(Number.NaN);
  const intercept = slope.slice();
  const difficulty = slope.slice();
  const guess = slope.slice();
  const { information, size } = await observedInformation(curves, patterns, quadrature, em.parameters, pause);
  const covariance = invertInformation(information, size);
  if (covariance === undefined) {
    const message =
      "the observed information is not positive definite: the answers do not tell all parameters apart, standard errors are NaN";
    return { slope, intercept, difficulty, guess, warnings: [{ code: "SINGULAR_INFORMATION", message }] };
  }
  const free = curves.freeParameters(em.parameters);
  for (let i = 0; i < items; i++) {
    const a = free[i]!;
    const d = free[items + i]!;
    const slopeVariance = a < 0 ? 0 : covariance[a * size + a]!;
    const interceptVariance = covariance[d * size + d]!;
    const shared = a < 0 ? 0 : covariance[a * size + d]!;
    slope[i] = Math.sqrt(slopeVariance);
    intercept[i] = Math.sqrt(interceptVariance);
    difficulty[i] = Math.sqrt(
      difficultyVariance(em.parameters[i]!, em.parameters[items + i]!, slopeVariance, interceptVariance, shared),
    );
    if (curves.blocks < 3) continue;
    const c = sigmoid(em.parameters[2 * items + i]!);
    const g = free[2 * items + i]!;
    guess[i] = c * (1 - c) * Math.sqrt(covariance[g * size + g]!);
  }
  return { slope, intercept, difficulty, guess, warnings: [] };
}

/** Warnings that only the fitted discriminations can give. */
function slopeWarnings({ log, model, settings, kept, em }: FinishedEm): FitWarning[] {
  if (model === "rasch") return [];
  const idsWhere = (applies: (slope: number) => boolean): string[] =>
    [...kept].filter((_, at) => applies(em.parameters[at]!)).map((item) => log.items.ids[item]!);
  const bound = settings.maxDiscrimination;
  const warnings: FitWarning[] = [];
  const atBound = idsWhere((slope) => Math.abs(slope) >= bound);
  if (atBound.length > 0) {
    const message = `${atBound.length} items reached the bound ${bound} of discriminations: their answers tell right from wrong almost without error, or are few`;
    warnings.push({ code: "DISCRIMINATION_AT_BOUND", message, ids: atBound });
  }
  const negative = idsWhere((slope) => slope < 0);
  if (negative.length > 0) {
    const message = `${negative.length} items are answered right more often at low ability; look for a wrong key`;
    warnings.push({ code: "NEGATIVE_DISCRIMINATION", message, ids: negative });
  }
  return warnings;
}

/** Turns the end of an EM into item parameters in both forms, with the left-out items in place. */
export async function assembleFit(finished: FinishedEm): Promise<MarginalFit> {
  const { log, model, settings, outcomes, kept, patterns, quadrature, curves, em } = finished;
  const free = curves.freeParameters(em.parameters);
  const freeParameters = free.reduce((most, f) => Math.max(most, f + 1), 0);
  const errors = settings.standardErrors ? await standardErrors(finished) : undefined;
  const { logLikelihood, deviation } = summarisePosterior(finished);
  const items = log.items.size;
  const slotSlopes = em.parameters.subarray(0, kept.length);
  const discrimination = new Float64Array(items).fill(model === "rasch" ? 1 : typicalSlope(slotSlopes));
  const threshold = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    const answers = outcomes.answers[i]!;
    if (answers === 0 || outcomes.estimable[i] === 1) continue;
    const right = outcomes.right[i] === 0 ? 0.5 : answers - 0.5;
    threshold[i] = -interceptOfRate(right / answers, discrimination[i]!, quadrature);
  }
  const discriminationScale = new Float64Array(items).fill(Number.NaN);
  const thresholdScale = new Float64Array(items).fill(Number.NaN);
  const difficultyScale = new Float64Array(items).fill(Number.NaN);
  const guess = new Float64Array(items);
  const guessScale = new Float64Array(items).fill(Number.NaN);
  kept.forEach((item, at) => {
    const slope = em.parameters[at]!;
    discrimination[item] = slope;
    threshold[item] = -em.parameters[kept.length + at]!;
    if (curves.blocks === 3) guess[item] = sigmoid(em.parameters[2 * kept.length + at]!);
    if (errors === undefined) return;
    guessScale[item] = errors.guess[at]!;
    discriminationScale[item] = errors.slope[at]!;
    thresholdScale[item] = errors.intercept[at]!;
    difficultyScale[item] = errors.difficulty[at]!;
  });
  const warnings = [
    ...outcomes.warnings,
    ...slopeWarnings(finished),
    ...coarseQuadrature(deviation, quadrature),
    ...(errors?.warnings ?? []),
    ...(em.converged
      ? []
      : [
          {
            code: "NOT_CONVERGED",
            message: `the likelihood still rose after ${em.iterations} EM steps; raise maxIterations`,
          },
        ]),
  ];
  return {
    model,
    parameters: {
      items: log.items,
      factors: 1,
      discrimination,
      threshold,
      ...(curves.blocks === 3 ? { guess } : {}),
      ...(errors === undefined ? {} : { discriminationScale, thresholdScale }),
      ...(errors === undefined || curves.blocks < 3 ? {} : { guessScale }),
    },
    difficulty: threshold.map((value, i) => value / discrimination[i]!),
    ...(errors === undefined ? {} : { difficultyScale }),
    logLikelihood,
    freeParameters,
    aic: 2 * freeParameters - 2 * logLikelihood,
    bic: Math.log(log.learners.size) * freeParameters - 2 * logLikelihood,
    patterns: patterns.count.length,
    report: { iterations: em.iterations, converged: em.converged, logLikelihood, history: em.history, warnings },
  };
}
