import type { QMatrix, TracerState } from "@zpd/core";

/** Options of the Elo tracer. */
export type EloConfig = {
  /** Whether learners have a skill for each concept besides the overall one. */
  readonly perConcept: boolean;
  /** a and b of the learner's overall step; at least 0, as all of these. */
  readonly abilityStep: number;
  readonly abilityDecay: number;
  /** a and b of the learner's step on a concept. */
  readonly conceptStep: number;
  readonly conceptDecay: number;
  /** a and b of the item's step. */
  readonly itemStep: number;
  readonly itemDecay: number;
  /** Passes over the training log at most. */
  readonly maxPasses: number;
  /** Done when a pass changes the log-likelihood by less than this fraction of it. */
  readonly tolerance: number;
};

export interface EloState extends TracerState {
  /** Overall skill in logits `[B]`, 0 at the start. */
  readonly ability: Float64Array;
  /** Answers so far `[B]`. */
  readonly answers: Int32Array;
  /** Skill beyond the overall one, in logits, and answers by concept `[B, C]`; empty without `perConcept`. */
  readonly conceptAbility: Float32Array;
  readonly conceptAnswers: Int32Array;
}

/** Learners at 0. */
export function createEloState(config: EloConfig, batchSize: number, concepts: number): EloState {
  const size = config.perConcept ? batchSize * concepts : 0;
  return {
    batchSize,
    ability: new Float64Array(batchSize),
    answers: new Int32Array(batchSize),
    conceptAbility: new Float32Array(size),
    conceptAnswers: new Int32Array(size),
  };
}

/** The logit of one item: overall skill and mean concept skill less the difficulty. */
export function eloLogit(
  { offsets, concept, concepts }: QMatrix,
  state: EloState,
  row: number,
  item: number,
  difficulty: number,
): number {
  const from = offsets[item]!;
  const to = offsets[item + 1]!;
  const base = state.ability[row]! - difficulty;
  if (state.conceptAbility.length === 0 || to === from) return base;
  let sum = 0;
  for (let e = from; e < to; e++) sum += state.conceptAbility[row * concepts.size + concept[e]!]!;
  return base + sum / (to - from);
}

/** Moves a learner's skills after an answer that missed its prediction by `surprise` = score - P. */
export function moveLearner(
  config: EloConfig,
  { offsets, concept, concepts }: QMatrix,
  state: EloState,
  row: number,
  item: number,
  surprise: number,
): void {
  state.ability[row]! += (config.abilityStep / (1 + config.abilityDecay * state.answers[row]!)) * surprise;
  state.answers[row]!++;
  if (!config.perConcept) return;
  for (let e = offsets[item]!; e < offsets[item + 1]!; e++) {
    const at = row * concepts.size + concept[e]!;
    state.conceptAbility[at]! +=
      (config.conceptStep / (1 + config.conceptDecay * state.conceptAnswers[at]!)) * surprise;
    state.conceptAnswers[at]!++;
  }
}
