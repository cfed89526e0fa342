import { createPause, type FitOptions, type InteractionLog } from "@zpd/core";
import type { BktParameters } from "../types/bkt";
import { ConceptEm, type EmRun, type EmSettings } from "./bkt-em";
import { BktStarts } from "./bkt-starts";
import { type BktVariants, collectConceptAnswers } from "./concept-answers";
import { groupByConcept } from "./concept-sequences";
import { PAST_GROUPS, pastBounds } from "./past-answers";
import { fitUntaggedItems } from "./untagged-items";

export interface BktFitSettings extends EmSettings, BktVariants {
  readonly starts: number;
  readonly startIterations: number;
}

export interface BktFit {
  readonly parameters: BktParameters;
  readonly iterations: number;
  readonly converged: boolean;
  readonly logLikelihood: number;
  readonly history: readonly number[];
  /** Concepts that have no training answer. */
  readonly unseenConcepts: readonly number[];
  /** Concepts whose EM stopped at `maxIterations`. */
  readonly unfinishedConcepts: readonly number[];
  /** Items with a concept but no training answer, where items have parameters of their own. */
  readonly unseenItems: readonly number[];
}

/**
 * Parameters of a concept nobody answered in training: those that the Mastery Grids evaluation gives to a topic
 * without a fit (L0 = 0.2, T = G = S = 0.1), pulled inside the bounds of the fit; no forgetting.
 */
export const UNSEEN_CONCEPT = { prior: 0.2, learn: 0.1, guess: 0.1, slip: 0.1, forget: 0 };

/** The best of several starts after a few iterations each, then carried on until it converges. */
async function fitConcept(
  em: ConceptEm,
  starts: readonly EmRun[],
  settings: BktFitSettings,
  pause: () => Promise<void>,
): Promise<EmRun> {
  let best = starts[0]!;
  for (const run of starts) {
    if (starts.length > 1) em.advance(run, settings.startIterations);
    if (run.logLikelihood > best.logLikelihood) best = run;
    await pause();
  }
  while (!best.converged && best.history.length < settings.maxIterations) {
    em.advance(best, ITERATIONS_BETWEEN_PAUSES);
    await pause();
  }
  return best;
}

/** Few enough that even a concept with millions of answers reacts to an abort. */
const ITERATIONS_BETWEEN_PAUSES = 4;

/** Adds the history of one concept to that of all: a concept that has stopped keeps its last value. */
function addHistory(total: number[], part: readonly number[], before: number): void {
  while (total.length < part.length) total.push(total.at(-1) ?? before);
  for (let k = 0; k < total.length; k++) total[k]! += part[Math.min(k, part.length - 1)]!;
}

/** Fits every concept on its own. O(distinct beginnings of answer sequences) an iteration and start. */
export async function fitBkt(log: InteractionLog, settings: BktFitSettings, options: FitOptions): Promise<BktFit> {
  options.signal?.throwIfAborted();
  const { qMatrix } = log;
  const concepts = qMatrix.concepts.size;
  const entries = qMatrix.concept.length;
  const clip = (value: number, high: number): number => Math.max(settings.minProbability, Math.min(value, high));
  const fallback = {
    ...UNSEEN_CONCEPT,
    guess: clip(UNSEEN_CONCEPT.guess, settings.maxGuess),
    slip: clip(UNSEEN_CONCEPT.slip, settings.maxSlip),
  };
  const emissions = settings.itemGuessSlip ? entries : concepts;
  const sequences = groupByConcept(log);
  const priors = settings.individualPrior === "past-answers" ? PAST_GROUPS : 1;
  const bounds = pastBounds(sequences.pastScoreSum.map((sum, s) => sum / sequences.pastAnswers[s]!));
  const afterFirst = new Float64Array(2 * concepts);
  for (let c = 0; c < concepts; c++) {
    afterFirst[c] = knownAfter(fallback.prior, fallback.slip, 1 - fallback.guess);
    afterFirst[concepts + c] = knownAfter(fallback.prior, 1 - fallback.slip, fallback.guess);
  }
  const parameters: BktParameters = {
    prior: new Float64Array(priors * concepts).fill(fallback.prior),
    learn: new Float64Array(settings.itemLearn ? entries : concepts).fill(fallback.learn),
    guess: new Float64Array(emissions).fill(fallback.guess),
    slip: new Float64Array(emissions).fill(fallback.slip),
    forget: new Float64Array(concepts).fill(fallback.forget),
    untagged: new Float64Array(log.items.size),
    ...(settings.individualPrior === "first-answer" ? { afterFirst } : {}),
    ...(settings.individualPrior === "past-answers" ? { pastBounds: bounds } : {}),
  };
  const untagged = fitUntaggedItems(log, parameters.untagged);
  const starts = new BktStarts(options.seed, settings);
  const pause = createPause(options.signal);
  const history: number[] = [];
  const unseenConcepts: number[] = [];
  const unfinishedConcepts: number[] = [];
  let logLikelihood = untagged.logLikelihood;
  for (let concept = 0; concept < concepts; concept++) {
    options.onProgress?.({ task: "Fitting BKT", done: concept, total: concepts, unit: "concepts" });
    options.signal?.throwIfAborted();
    if (sequences.offsets[concept] === sequences.offsets[concept + 1]) {
      unseenConcepts.push(concept);
      continue;
    }
    const { answers, entries: ownEntries } = collectConceptAnswers(log, sequences, concept, settings, bounds);
    const em = new ConceptEm(answers, settings);
    const runs = Array.from({ length: settings.starts }, (_, s) => em.start(starts.create(answers, concept, s)));
    const run = await fitConcept(em, runs, settings, pause);
    if (!run.converged) unfinishedConcepts.push(concept);
    addHistory(history, run.history, logLikelihood);
    logLikelihood += run.logLikelihood;
    const { prior, learn, guess, slip, forget } = run.parameters;
    fillEmptyClasses(prior, answers.trie.count);
    for (let p = 0; p < priors; p++) parameters.prior[p * concepts + concept] = prior[p]!;
    for (let kind = 0; kind < 2; kind++) afterFirst[kind * concepts + concept] = run.parameters.afterFirst[kind]!;
    parameters.forget[concept] = forget[0]!;
    place(parameters.learn, learn, settings.itemLearn ? ownEntries : [concept]);
    place(parameters.guess, guess, settings.itemGuessSlip ? ownEntries : [concept]);
    place(parameters.slip, slip, settings.itemGuessSlip ? ownEntries : [concept]);
  }
  options.onProgress?.({
    task: "Fitting BKT",
    done: concepts,
    total: concepts,
    unit: "concepts",
    metrics: { logLikelihood },
  });
  return {
    parameters,
    iterations: history.length,
    converged: unfinishedConcepts.length === 0,
    logLikelihood,
    history,
    unseenConcepts,
    unfinishedConcepts,
    unseenItems: untagged.unseenItems,
  };
}

/** Bayes' rule for P(known). */
function knownAfter(known: number, ifKnown: number, ifUnknown: number): number {
  return (known * ifKnown) / (known * ifKnown + (1 - known) * ifUnknown);
}

/** Gives a class in which nobody met the concept the mean prior of those who did. */
function fillEmptyClasses(prior: Float64Array, learners: Float64Array): void {
  let sum = 0;
  let count = 0;
  for (let p = 0; p < prior.length; p++) {
    sum += prior[p]! * learners[p]!;
    count += learners[p]!;
  }
  for (let p = 0; p < prior.length; p++) if (learners[p] === 0) prior[p] = sum / count;
}

function place(column: Float64Array, values: Float64Array, where: readonly number[]): void {
  for (const [g, index] of where.entries()) column[index] = values[g]!;
}
