import { createInteractionLog, type ModelFile, type TracerDescriptor, ZpdError } from "@zpd/core";
import { bktShapes } from "../parts/bkt-columns";
import { fitBkt } from "../parts/bkt-fit";
import { reportBkt } from "../parts/bkt-report";
import { BktTracer } from "../parts/bkt-tracer";
import { assertChoiceOption, assertCountOption, assertNumberOption, resolveConfig } from "../parts/resolve-config";
import { readTensor, readTracerWorld } from "../parts/tracer-file";
import type { BktCombine, BktIndividualPrior, BktParameters } from "../types/bkt";

/**
 * Bayesian Knowledge Tracing: every concept is either known or not; answers are a noisy sight of that, and each one is
 * a chance to learn.
 *
 * Source: Corbett & Anderson (1995), https://doi.org/10.1007/BF01099821. Their symbols and ours:
 * p(L0) prior, p(T) learn, p(G) guess, p(S) slip; forget is P(known -> unknown), 0 in their model.
 *
 *   P(correct)  = P(L) (1 - slip) + (1 - P(L)) guess
 *   P(L | answer) by Bayes' rule, then  P(L) <- P(L | answer) (1 - forget) + (1 - P(L | answer)) learn
 *
 * in this order: first the answer, then the transition. So `prior` is the belief that predicts the first answer.
 *
 * Fit: expectation maximisation per concept with an exact E-step (`maths/two-state-pass`) and a bounded M-step
 * (`parts/bkt-em`), from several seeded starts. The likelihood never falls. Every concept sees only its own answers.
 *
 * Variants, each also online in constant time:
 * - `forgets`: forget is fitted (hmm-scalable and pyBKT call it so too).
 * - `itemGuessSlip`: guess and slip of each item: Pardos & Heffernan (2011), KT-IDEM.
 * - `itemLearn`: learn of each item, applied after it was answered: Pardos & Heffernan (2009), item effects on learning.
 * - `individualPrior`: see `BktIndividualPrior`; after Pardos & Heffernan (2010), prior per student.
 *
 * Deviations, with reasons:
 * 1. An item with several concepts updates each of them with the answer on its own, and is predicted by `combine`.
 *    Its answer counts once for every concept in the log-likelihood.
 * 2. An item without a concept has a constant P(correct), see `parts/untagged-items`.
 * 3. A score y between 0 and 1 has the likelihood p^y (1 - p)^(1 - y): it counts as y of a correct and 1 - y of a
 *    wrong answer. The linear mixture y p + (1 - y)(1 - p) would be largest at p = 0 or 1 and so predict 1 where all
 *    scores are 0.7; this one predicts 0.7.
 * 4. "first-answer" replaces Bayes' rule after the first answer by two parameters instead of putting the first answer
 *    both into the prior and into the evidence, which would count it twice and leave nothing to predict it by.
 * 5. Probabilities stay in `minProbability…1 - minProbability`: at exactly 0 or 1 a new learner's answer could be
 *    impossible. The bounds are part of the M-step, so they cost likelihood only against an unbounded fit.
 *
 * Cost: fit O(distinct beginnings of answer sequences) an iteration, at most O(answers); `observe` O(concepts of the
 * item); `predict` O(Q-matrix entries).
 */
const ID = "bkt";

/** Options of Bayesian Knowledge Tracing. */
export type BktConfig = Readonly<{
  /** How many starting points EM tries per concept (default 5). The first is customary, the others are drawn. */
  starts: number;
  /** Iterations every start gets before the best one is carried on alone (default 10). */
  startIterations: number;
  /** Most iterations per concept, those of the start included (default 200). */
  maxIterations: number;
  /** A concept has converged when an iteration gains at most this log-likelihood per answer (default 1e-6); 0: never. */
  tolerance: number;
  /** Upper bounds of guess and slip (default 0.3 each, as in the evaluations of Mastery Grids). */
  maxGuess: number;
  maxSlip: number;
  /** Every probability but forget = 0 stays in minProbability…1 - minProbability (default 1e-4). */
  minProbability: number;
  /** Whether a known concept may be forgotten after an answer (default false). */
  forgets: boolean;
  /** Guess and slip of every item's own, within each of its concepts (default false). */
  itemGuessSlip: boolean;
  /** A learn rate of every item's own, within each of its concepts (default false). */
  itemLearn: boolean;
  /** What the prior depends on besides the concept: "none" (default), "first-answer" or "past-answers". */
  individualPrior: BktIndividualPrior;
  /** How the concepts of one item make one P(correct): "mean" (default), "min" or "product". */
  combine: BktCombine;
}>;

const defaults: BktConfig = Object.freeze({
  starts: 5,
  startIterations: 10,
  maxIterations: 200,
  tolerance: 1e-6,
  maxGuess: 0.3,
  maxSlip: 0.3,
  minProbability: 1e-4,
  forgets: false,
  itemGuessSlip: false,
  itemLearn: false,
  individualPrior: "none",
  combine: "mean",
});

function resolveBktConfig(where: string, given: Partial<BktConfig>): BktConfig {
  const config = resolveConfig(where, defaults, given);
  assertCountOption(where, "starts", config.starts, 1);
  assertCountOption(where, "startIterations", config.startIterations, 1);
  assertCountOption(where, "maxIterations", config.maxIterations, 1);
  assertNumberOption(where, "tolerance", config.tolerance, 0, Number.POSITIVE_INFINITY);
  // Below 1e-9 the complement of a probability would lose its digits, at 1/2 nothing is left to fit.
  assertNumberOption(where, "minProbability", config.minProbability, 1e-9, 0.5);
  assertNumberOption(where, "maxGuess", config.maxGuess, config.minProbability, 1 - config.minProbability);
  assertNumberOption(where, "maxSlip", config.maxSlip, config.minProbability, 1 - config.minProbability);
  assertChoiceOption(where, "individualPrior", config.individualPrior, ["none", "first-answer", "past-answers"]);
  assertChoiceOption(where, "combine", config.combine, ["mean", "min", "product"]);
  return config;
}

function restore(file: ModelFile): BktTracer {
  const where = "bkt.restore";
  const world = readTracerWorld(where, ID, file);
  const config = resolveBktConfig(where, file.config.config as Partial<BktConfig>);
  const shapes = Object.entries(bktShapes(config, world.qMatrix));
  const parameters = Object.fromEntries(
    shapes.map(([name, shape]) => {
      const values = readTensor(where, file, name, shape);
      // With guess and slip strictly inside, no answer is ever impossible.
      const open = name === "guess" || name === "slip";
      const outside = values.findIndex((value) => (open ? value <= 0 || value >= 1 : value < 0 || value > 1));
      if (outside < 0) return [name, values];
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: `probabilities ${open ? "above 0 and below 1 " : ""}in tensor "${name}"`,
        got: `${values[outside]} at position ${outside}`,
      });
    }),
  ) as unknown as BktParameters;
  return new BktTracer({ id: ID, world, parameters, config });
}

/** Bayesian Knowledge Tracing, fitted by expectation maximisation. */
export const bktDescriptor: TracerDescriptor<BktConfig> = {
  id: ID,
  title: "Bayesian Knowledge Tracing",
  citation:
    "Corbett, A. T., & Anderson, J. R. (1995). Knowledge tracing: Modeling the acquisition of procedural knowledge. User Modeling and User-Adapted Interaction, 4, 253-278. https://doi.org/10.1007/BF01099821",
  defaults,
  async fit(log, given, options) {
    const config = resolveBktConfig("bkt.fit", given);
    const { items, qMatrix } = createInteractionLog(log);
    const fit = await fitBkt(log, config, options);
    const tracer = new BktTracer({ id: ID, world: { items, qMatrix }, parameters: fit.parameters, config });
    return { tracer, report: reportBkt(fit, items, qMatrix, config) };
  },
  restore,
};
