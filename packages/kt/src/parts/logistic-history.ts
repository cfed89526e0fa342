import type { QMatrix, TracerState } from "@zpd/core";
import { type AnswerPairs, addAnswerToPairs, createAnswerPairs, selectAnswerPairs } from "./answer-pairs";

/**
 * What the logistic tracer remembers of each learner, in constant size but for the items met. "Residual" is score less
 * the item's success rate in training: a right answer to a hard item says more than one to an easy item.
 * `E` and `F` are the numbers of decay rates for learners and concepts.
 *
 * Memory: 20 + 4 E bytes a learner, 16 + 4 F a learner and concept, about 50 a learner and item she has answered.
 */
export interface LogisticHistory extends TracerState {
  /** Answers so far `[B]`. */
  readonly answers: Int32Array;
  /** Sum of scores, and answers less that sum `[B]`. */
  readonly successes: Float32Array;
  readonly failures: Float32Array;
  /** Sum of residuals `[B]`, and sums in which each older answer counts a factor less `[B, E]`. */
  readonly residual: Float32Array;
  readonly decayedResidual: Float32Array;
  /** Item of the latest answer `[B]`, -1 before the first. */
  readonly previousItem: Int32Array;
  /** The same by concept `[B, C]`, `[B, C, F]`; decays count the answers on the concept, not all. */
  readonly conceptSuccesses: Float32Array;
  readonly conceptFailures: Float32Array;
  readonly conceptResidual: Float32Array;
  readonly conceptDecayedResidual: Float32Array;
  /** 1-based number of the learner's latest answer on the concept `[B, C]`, 0 while there is none. */
  readonly conceptLastAnswer: Int32Array;
  readonly pairs: AnswerPairs;
}

/** What the history needs to know of the world and the configuration. */
export interface HistorySetting {
  readonly qMatrix: QMatrix;
  /** Success rate of each item in training `[I]`. */
  readonly itemRate: Float64Array;
  /** What an answer's residual is multiplied with at each further answer `[E]` and `[F]`, 0…1. */
  readonly learnerDecays: readonly number[];
  readonly conceptDecays: readonly number[];
}

/** Histories without an answer. */
export function createLogisticHistory(setting: HistorySetting, batchSize: number): LogisticHistory {
  const byConcept = batchSize * setting.qMatrix.concepts.size;
  return {
    batchSize,
    answers: new Int32Array(batchSize),
    successes: new Float32Array(batchSize),
    failures: new Float32Array(batchSize),
    residual: new Float32Array(batchSize),
    decayedResidual: new Float32Array(batchSize * setting.learnerDecays.length),
    previousItem: new Int32Array(batchSize).fill(-1),
    conceptSuccesses: new Float32Array(byConcept),
    conceptFailures: new Float32Array(byConcept),
    conceptResidual: new Float32Array(byConcept),
    conceptDecayedResidual: new Float32Array(byConcept * setting.conceptDecays.length),
    conceptLastAnswer: new Int32Array(byConcept),
    pairs: createAnswerPairs(),
  };
}

/** Takes one answer of one learner into account. O(concepts of the item). */
export function addAnswerToHistory(
  setting: HistorySetting,
  history: LogisticHistory,
  row: number,
  item: number,
  score: number,
): void {
  const { qMatrix, learnerDecays, conceptDecays } = setting;
  const residual = score - setting.itemRate[item]!;
  history.answers[row]!++;
  history.successes[row]! += score;
  history.failures[row]! += 1 - score;
  history.residual[row]! += residual;
  history.previousItem[row] = item;
  for (let d = 0; d < learnerDecays.length; d++) {
    const at = row * learnerDecays.length + d;
    history.decayedResidual[at] = history.decayedResidual[at]! * learnerDecays[d]! + residual;
  }
  for (let e = qMatrix.offsets[item]!; e < qMatrix.offsets[item + 1]!; e++) {
    const at = row * qMatrix.concepts.size + qMatrix.concept[e]!;
    history.conceptSuccesses[at]! += score;
    history.conceptFailures[at]! += 1 - score;
    history.conceptResidual[at]! += residual;
    history.conceptLastAnswer[at] = history.answers[row]!;
    for (let d = 0; d < conceptDecays.length; d++) {
      const decayed = at * conceptDecays.length + d;
      history.conceptDecayedResidual[decayed] = history.conceptDecayedResidual[decayed]! * conceptDecays[d]! + residual;
    }
  }
  addAnswerToPairs(history.pairs, row, item, score);
}

/** Copies rows of a `[B, width]` array into a new one. */
function selectArray<T extends Float32Array | Int32Array>(source: T, target: T, rows: Int32Array, width: number): T {
  for (let k = 0; k < rows.length; k++) {
    target.set(source.subarray(rows[k]! * width, (rows[k]! + 1) * width), k * width);
  }
  return target;
}

/** A new history that holds some rows, in the order given; a row may come more than once. */
export function selectHistoryRows(
  setting: HistorySetting,
  history: LogisticHistory,
  rows: Int32Array,
): LogisticHistory {
  const selected = createLogisticHistory(setting, rows.length);
  const concepts = setting.qMatrix.concepts.size;
  const widths = {
    answers: 1,
    successes: 1,
    failures: 1,
    residual: 1,
    decayedResidual: setting.learnerDecays.length,
    previousItem: 1,
    conceptSuccesses: concepts,
    conceptFailures: concepts,
    conceptResidual: concepts,
    conceptDecayedResidual: concepts * setting.conceptDecays.length,
    conceptLastAnswer: concepts,
  } as const;
  for (const name of Object.keys(widths) as (keyof typeof widths)[]) {
    selectArray(history[name], selected[name], rows, widths[name]);
  }
  return { ...selected, pairs: selectAnswerPairs(history.pairs, rows, history.batchSize) };
}
