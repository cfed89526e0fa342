import { createPause, type FitReport, type FitWarning, type Vocabulary, ZpdError } from "@zpd/core";
import { gaussHermite } from "../ability/gauss-hermite";
import type { GradedItem } from "../information/graded-response";
import { accelerateEm } from "./accelerated-em";
import { createExpectationSpace, expectation } from "./expectation";
import { createGradedModel } from "./graded-model";
import { type MarginalOptions, resolveMarginalOptions } from "./marginal-options";
import { collapsePatterns } from "./response-patterns";

export type GradedOptions = Pick<
  MarginalOptions,
  "quadraturePoints" | "maxIterations" | "tolerance" | "maxDiscrimination" | "signal" | "onProgress"
>;

/** What marginal maximum likelihood finds of graded items. */
export interface GradedFit {
  readonly items: Vocabulary;
  /** Slope-threshold form `[I]`; for information and category probabilities. */
  readonly parameters: readonly GradedItem[];
  /** Of the answers, abilities integrated out, natural logarithm. */
  readonly logLikelihood: number;
  readonly freeParameters: number;
  /** Akaike's and the Bayesian information criterion (with the learners as sample size); lower is better. */
  readonly aic: number;
  readonly bic: number;
  /** Distinct sets of answers. */
  readonly patterns: number;
  readonly report: FitReport;
}

/** Codes of "not answered" in a matrix of signed and of unsigned bytes. */
const MISSING = [-1, 255];
/** A discrimination this near its bound has reached it. */
const NEAR_BOUND = 1e-6;

/**
 * Samejima's graded response model by marginal maximum likelihood: abilities are N(0,1) and integrated out with a
 * Gauss-Hermite rule, the rest is maximised by accelerated EM, an item at a time by Fisher scoring. Samejima (1969); Bock &
 * Aitkin (1981), https://doi.org/10.1007/BF02293801. With two categories it is `fitMarginal`'s 2PL.
 *
 * `scores` `[L, I]`, learner by learner: categories 0 … K - 1 of each item, -1 or 255 where it was not answered (missing at
 * random). K is an item's own: the highest category in its column plus one.
 *
 * Cost: an EM step O(answers of distinct patterns x Q + I K² Q).
 * @throws SHAPE when the matrix is no multiple of the items; INVALID_CONFIG; INVALID_INPUT on scores that are no category,
 *   and on items of which a category was never given (its thresholds have no finite maximum), or all but one
 */
export async function fitGraded(
  items: Vocabulary,
  scores: ArrayLike<number>,
  options: GradedOptions = {},
): Promise<GradedFit> {
  const where = "fitGraded";
  const settings = resolveMarginalOptions(where, options);
  const { cells, counts, learners } = countCategories(where, items, scores);
  const answers = collectAnswers(items.size, scores, cells);
  const slot = Int32Array.from({ length: Math.ceil(cells[items.size]! / 2) }, (_, at) => at);
  const patterns = collapsePatterns(answers, slot);
  const model = createGradedModel(cells, settings.maxDiscrimination);
  const quadrature = gaussHermite(settings.quadraturePoints);
  const space = createExpectationSpace(cells[items.size]!, quadrature);
  const logProbability = new Float64Array(space.expected.length);
  const objective = (parameters: Float64Array): number => {
    model.fillLogProbability(parameters, quadrature.node, logProbability);
    return expectation(patterns, logProbability, space);
  };
  const em = await accelerateEm(
    (parameters, next) => {
      const reached = objective(parameters);
      next.set(parameters);
      model.maximise(space.expected, quadrature.node, next);
      return reached;
    },
    model.start(proportionsOf(cells, counts)),
    {
      maxIterations: settings.maxIterations,
      tolerance: settings.tolerance,
      pause: createPause(options.signal),
      onIteration: (done, logLikelihood) =>
        options.onProgress?.({ task: "fitting graded", done, unit: "EM steps", metrics: { logLikelihood } }),
    },
  );
  const logLikelihood = objective(em.parameters);
  const freeParameters = em.parameters.length;
  const parameters = items.ids.map((_, i) => model.itemAt(em.parameters, i));
  const warnings = warningsOf(items, parameters, answers.offsets, settings.maxDiscrimination);
  if (!em.converged) {
    warnings.push({ code: "NOT_CONVERGED", message: "the likelihood was still rising; raise maxIterations" });
  }
  return {
    items,
    parameters,
    logLikelihood,
    freeParameters,
    aic: 2 * freeParameters - 2 * logLikelihood,
    bic: Math.log(learners) * freeParameters - 2 * logLikelihood,
    patterns: patterns.count.length,
    report: { iterations: em.iterations, converged: em.converged, logLikelihood, history: em.history, warnings },
  };
}

/** Row starts of the items' categories `[I + 1]`, how often each was given, and how many learners gave any. */
function countCategories(where: string, items: Vocabulary, scores: ArrayLike<number>) {
  const width = items.size;
  if (width === 0 || scores.length === 0 || scores.length % width !== 0) {
    throw new ZpdError("SHAPE", {
      where,
      expected: `scores of shape [L, I] with I = ${width}, both at least 1`,
      got: `${scores.length} values`,
    });
  }
  const highest = new Int32Array(width).fill(-1);
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (MISSING.includes(score)) continue;
    if (!(Number.isInteger(score) && score >= 0 && score < 255)) {
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: "categories 0, 1, 2 …, or -1 or 255 for no answer",
        got: `${score} of learner ${Math.floor(at / width)} at item "${items.ids[at % width]}"`,
      });
    }
    if (score > highest[at % width]!) highest[at % width] = score;
  }
  const cells = new Int32Array(width + 1);
  for (let i = 0; i < width; i++) cells[i + 1] = cells[i]! + highest[i]! + 1;
  const counts = new Int32Array(cells[width]!);
  const answered = new Uint8Array(scores.length / width);
  for (let at = 0; at < scores.length; at++) {
    if (MISSING.includes(scores[at]!)) continue;
    counts[cells[at % width]! + scores[at]!]!++;
    answered[Math.floor(at / width)] = 1;
  }
  for (let i = 0; i < width; i++) {
    const own = counts.subarray(cells[i], cells[i + 1]);
    if (own.length >= 2 && own.every((count) => count > 0)) continue;
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "items with at least two categories, each of them given",
      got: `counts ${own.join(", ") || "none"} of categories 0 … ${own.length - 1} for item "${items.ids[i]}"`,
      advice: "merge the category with its neighbour, or leave the item out",
    });
  }
  return { cells, counts, learners: answered.reduce((sum, one) => sum + one, 0) };
}

/** Learners' cells, as pairs of (cell >> 1, cell & 1): what patterns of right and wrong answers are made of. */
function collectAnswers(items: number, scores: ArrayLike<number>, cells: Int32Array) {
  const offsets = new Int32Array(scores.length / items + 1);
  const item: number[] = [];
  const score: number[] = [];
  for (let at = 0; at < scores.length; at++) {
    if (!MISSING.includes(scores[at]!)) {
      const cell = cells[at % items]! + scores[at]!;
      item.push(cell >> 1);
      score.push(cell & 1);
    }
    if ((at + 1) % items === 0) offsets[(at + 1) / items] = item.length;
  }
  return { offsets, item: Int32Array.from(item), score: Uint8Array.from(score) };
}

function proportionsOf(cells: Int32Array, counts: Int32Array): Float64Array {
  const proportions = new Float64Array(counts.length);
  for (let i = 0; i + 1 < cells.length; i++) {
    const total = counts.subarray(cells[i], cells[i + 1]).reduce((sum, count) => sum + count, 0);
    for (let c = cells[i]!; c < cells[i + 1]!; c++) proportions[c] = counts[c]! / total;
  }
  return proportions;
}

function warningsOf(
  items: Vocabulary,
  parameters: readonly GradedItem[],
  offsets: Int32Array,
  maxDiscrimination: number,
): FitWarning[] {
  const warnings: FitWarning[] = [];
  const bound = items.ids.filter((_, i) => Math.abs(parameters[i]!.discrimination) > maxDiscrimination - NEAR_BOUND);
  if (bound.length > 0) {
    const message = `${bound.length} of ${items.size} items reached the largest discrimination, ${maxDiscrimination}`;
    warnings.push({ code: "DISCRIMINATION_AT_BOUND", message, ids: bound });
  }
  let silent = 0;
  for (let l = 0; l + 1 < offsets.length; l++) if (offsets[l] === offsets[l + 1]) silent++;
  if (silent > 0) {
    const message = `${silent} of ${offsets.length - 1} learners have no answer and tell nothing`;
    warnings.push({ code: "LEARNER_WITHOUT_DATA", message });
  }
  return warnings;
}
