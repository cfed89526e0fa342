import {
  assertLength,
  type FittedTracer,
  type ModelFile,
  type NamedTensor,
  NO_ITEM,
  type QMatrix,
  type Vocabulary,
} from "@zpd/core";
import { knownAfterFirst, unknownGivenScore } from "../maths/score-likelihood";
import type { BktParameters, BktState } from "../types/bkt";
import { type BktTracerConfig, bktShapes, perEntry } from "./bkt-columns";
import {
  assertAnswerShapes,
  assertBatchSize,
  assertRows,
  badScoreError,
  badStateError,
  candidatesPerLearner,
  outputArray,
  unknownItemError,
} from "./check-batch";
import { pastClass } from "./past-answers";
import { pickRows, repeatRow } from "./rows";
import { type TracerWorld, writeTracerFile } from "./tracer-file";

export interface BktTracerOptions {
  readonly id: string;
  readonly world: TracerWorld;
  readonly parameters: BktParameters;
  readonly config: BktTracerConfig;
}

/** Rows whose beliefs surely stay in a core's cache between two loops. */
const BLOCK_ROWS = 256;

/**
 * The online side of Bayesian Knowledge Tracing, the same for all variants.
 * `observe` costs O(1) per concept of the answered item, and O(C) when a prior by past answers moves to another class;
 * `predict` O(E) per learner; a plain copy where every item is its own concept.
 */
export class BktTracer implements FittedTracer<BktState> {
  readonly id: string;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  readonly parameters: BktParameters;
  /** Absent where an answer may move other concepts too: the prior of those not met yet, by past answers. */
  readonly masteryAfter?: NonNullable<FittedTracer<BktState>["masteryAfter"]>;
  readonly #config: BktTracerConfig;
  /** By entry of the Q-matrix `[E]`. */
  readonly #guess: Float64Array;
  readonly #slip: Float64Array;
  readonly #learn: Float64Array;
  readonly #forget: Float64Array;
  /** P(correct) = certain - loss P(unknown) `[E]`. */
  readonly #certain: Float64Array;
  readonly #loss: Float64Array;
  /** Concept of each item when every item has exactly one, else undefined. */
  readonly #onlyConcept: Int32Array | undefined;
  /** Whether every item is its own concept: then the entries, the items and the concepts are numbered alike. */
  readonly #itemIsConcept: boolean;

  constructor({ id, world, parameters, config }: BktTracerOptions) {
    const { items, qMatrix } = world;
    this.id = id;
    this.items = items;
    this.qMatrix = qMatrix;
    this.parameters = parameters;
    this.#config = config;
    this.#guess = perEntry(parameters.guess, qMatrix, config.itemGuessSlip);
    this.#slip = perEntry(parameters.slip, qMatrix, config.itemGuessSlip);
    this.#learn = perEntry(parameters.learn, qMatrix, config.itemLearn);
    this.#forget = perEntry(parameters.forget, qMatrix, false);
    this.#certain = this.#slip.map((slip) => 1 - slip);
    this.#loss = this.#certain.map((certain, e) => certain - this.#guess[e]!);
    this.#onlyConcept = qMatrix.offsets.every((offset, i) => offset === i) ? qMatrix.concept : undefined;
    this.#itemIsConcept =
      items.size === qMatrix.concepts.size && this.#onlyConcept?.every((concept, i) => concept === i) === true;
    if (config.individualPrior !== "past-answers")
      this.masteryAfter = (state, score, out) => this.#masteryAfter(state, score, out);
  }

  start(batchSize: number): BktState {
    assertBatchSize("bkt.start", batchSize);
    const concepts = this.qMatrix.concepts.size;
    const first = this.parameters.prior.subarray(0, concepts).map((prior) => 1 - prior);
    const unknown = repeatRow(first, batchSize, new Float64Array(batchSize * concepts));
    const correct = this.#itemIsConcept
      ? { correct: repeatRow(this.#correctOfRow(first), batchSize, new Float32Array(unknown.length)) }
      : {};
    const { individualPrior } = this.#config;
    if (individualPrior === "none") return { batchSize, unknown, ...correct };
    const met = new Uint8Array(unknown.length);
    if (individualPrior === "first-answer") return { batchSize, unknown, ...correct, met };
    const scoreSum = new Float64Array(batchSize);
    return { batchSize, unknown, ...correct, met, scoreSum, answers: new Float64Array(batchSize) };
  }

  /** P(correct) from P(unknown) of one learner `[C]` where every item is its own concept. */
  #correctOfRow(unknown: Float64Array): Float32Array {
    return Float32Array.from(unknown, (value, c) => this.#certain[c]! - this.#loss[c]! * value);
  }

  observe(state: BktState, items: Int32Array, scores: Float32Array): void {
    const { batchSize } = state;
    assertAnswerShapes("bkt.observe", batchSize, items, scores);
    this.#checkAnswers(items, scores);
    for (let from = 0; from < batchSize; from += BLOCK_ROWS) {
      const to = Math.min(batchSize, from + BLOCK_ROWS);
      this.#checkBeliefs(state, items, from, to);
      this.#observeRows(state, items, scores, from, to);
    }
  }

  /** Rows `first … end - 1` of `observe`, their arguments checked. */
  #observeRows(state: BktState, items: Int32Array, scores: Float32Array, first: number, end: number): void {
    const { unknown, correct, met } = state;
    const { offsets, concept } = this.qMatrix;
    const concepts = this.qMatrix.concepts.size;
    const guess = this.#guess;
    const slip = this.#slip;
    const learn = this.#learn;
    const forget = this.#forget;
    const certain = this.#certain;
    const loss = this.#loss;
    const { afterFirst } = this.parameters;
    for (let b = first; b < end; b++) {
      const item = items[b]!;
      if (item === NO_ITEM) continue;
      const score = scores[b]!;
      const to = offsets[item + 1]!;
      for (let e = offsets[item]!; e < to; e++) {
        const at = b * concepts + concept[e]!;
        const before = unknown[at]!;
        let after = unknownGivenScore(before, score, guess[e]!, slip[e]!);
        if (met !== undefined && met[at] === 0) {
          met[at] = 1;
          if (afterFirst !== undefined) {
            const c = concept[e]!;
            after = 1 - knownAfterFirst(afterFirst[c]!, afterFirst[concepts + c]!, score);
          }
        }
        const next = after * (1 - learn[e]!) + (1 - after) * forget[e]!;
        unknown[at] = next;
        if (correct !== undefined) correct[at] = certain[e]! - loss[e]! * next;
      }
      if (state.scoreSum !== undefined) this.#countAnswer(state, b, score);
    }
  }

  /** Adds an answer to the learner's past; when that puts her into another class, concepts not met yet begin anew. */
  #countAnswer({ unknown, correct, met, scoreSum, answers }: BktState, b: number, score: number): void {
    const { prior, pastBounds } = this.parameters;
    const before = pastClass(scoreSum![b]!, answers![b]!, pastBounds!);
    scoreSum![b]! += score;
    answers![b]! += 1;
    const now = pastClass(scoreSum![b]!, answers![b]!, pastBounds!);
    if (now === before) return;
    const concepts = this.qMatrix.concepts.size;
    for (let c = 0, at = b * concepts; c < concepts; c++, at++) {
      if (met![at] !== 0) continue;
      unknown[at] = 1 - prior[now * concepts + c]!;
      if (correct !== undefined) correct[at] = this.#certain[c]! - this.#loss[c]! * unknown[at]!;
    }
  }

  // Before anything changes, so that a refused call leaves the state as it was.
  #checkAnswers(items: Int32Array, scores: Float32Array): void {
    const itemCount = this.items.size;
    for (let b = 0; b < items.length; b++) {
      const item = items[b]!;
      if (item === NO_ITEM) continue;
      if (!(item >= 0 && item < itemCount)) throw unknownItemError("bkt.observe", item, b, itemCount);
      const score = scores[b]!;
      if (!(score >= 0 && score <= 1)) throw badScoreError("bkt.observe", score, b);
    }
  }

  // Reading the beliefs of a block of rows in a loop whose reads wait for nothing also brings them into the cache: large
  // batches, whose beliefs do not fit there, are observed three times faster. The sum is NaN if any of them is.
  #checkBeliefs({ unknown, correct }: BktState, items: Int32Array, from: number, to: number): void {
    const concepts = this.qMatrix.concepts.size;
    const { offsets, concept } = this.qMatrix;
    let sum = 0;
    for (let b = from; b < to; b++) {
      const item = items[b]!;
      if (item === NO_ITEM || offsets[item] === offsets[item + 1]) continue;
      const at = b * concepts + concept[offsets[item]!]!;
      sum += unknown[at]!;
      if (correct !== undefined) sum += correct[at]!;
    }
    if (Number.isNaN(sum)) throw badStateError("bkt.observe", from, to);
  }

  predict(state: BktState, out?: Float32Array): Float32Array {
    const { batchSize, unknown } = state;
    const itemCount = this.items.size;
    const result = outputArray("bkt.predict", out, batchSize * itemCount, "[B, I]");
    const concepts = this.qMatrix.concepts.size;
    if (state.correct !== undefined) {
      result.set(state.correct);
      return result;
    }
    const onlyConcept = this.#onlyConcept;
    if (onlyConcept === undefined) {
      for (let b = 0, at = 0; b < batchSize; b++) {
        for (let item = 0; item < itemCount; item++, at++) result[at] = this.#correct(unknown, b * concepts, item);
      }
      return result;
    }
    const certain = this.#certain;
    const loss = this.#loss;
    for (let b = 0, at = 0, row = 0; b < batchSize; b++, row += concepts) {
      for (let item = 0; item < itemCount; item++, at++) {
        result[at] = certain[item]! - loss[item]! * unknown[row + onlyConcept[item]!]!;
      }
    }
    return result;
  }

  predictItems(state: BktState, items: Int32Array, out?: Float32Array): Float32Array {
    const { batchSize, unknown } = state;
    const result = outputArray("bkt.predictItems", out, items.length, "[B, N]");
    const candidates = candidatesPerLearner("bkt.predictItems", items, batchSize);
    const itemCount = this.items.size;
    const concepts = this.qMatrix.concepts.size;
    const onlyConcept = this.#onlyConcept;
    const certain = this.#certain;
    const loss = this.#loss;
    for (let b = 0, at = 0; b < batchSize; b++) {
      for (let n = 0; n < candidates; n++, at++) {
        const item = items[at]!;
        if (item === NO_ITEM) {
          result[at] = Number.NaN;
          continue;
        }
        if (!(item >= 0 && item < itemCount)) throw unknownItemError("bkt.predictItems", item, b, itemCount);
        result[at] =
          onlyConcept === undefined
            ? this.#correct(unknown, b * concepts, item)
            : certain[item]! - loss[item]! * unknown[b * concepts + onlyConcept[item]!]!;
      }
    }
    return result;
  }

  /** P(correct) of one item for the learner whose beliefs begin at `row`. */
  #correct(unknown: Float64Array, row: number, item: number): number {
    const { offsets, concept } = this.qMatrix;
    const from = offsets[item]!;
    const to = offsets[item + 1]!;
    if (to === from) return this.parameters.untagged[item]!;
    let result = this.#certain[from]! - this.#loss[from]! * unknown[row + concept[from]!]!;
    if (to === from + 1) return result;
    const { combine } = this.#config;
    for (let e = from + 1; e < to; e++) {
      const correct = this.#certain[e]! - this.#loss[e]! * unknown[row + concept[e]!]!;
      if (combine === "mean") result += correct;
      else if (combine === "min") result = Math.min(result, correct);
      else result *= correct;
    }
    return combine === "mean" ? result / (to - from) : result;
  }

  mastery(state: BktState, out?: Float32Array): Float32Array {
    const { unknown, batchSize } = state;
    const result = outputArray("bkt.mastery", out, unknown.length, "[B, C]");
    assertLength("bkt.mastery", "state.unknown", unknown, batchSize * this.qMatrix.concepts.size, "[B, C]");
    for (let k = 0; k < unknown.length; k++) result[k] = 1 - unknown[k]!;
    return result;
  }

  /** What `observe` and then `mastery` would give, for each entry of the Q-matrix on its own; O(B E). */
  #masteryAfter({ batchSize, unknown, met }: BktState, score: number, out?: Float32Array): Float32Array {
    if (!(score >= 0 && score <= 1)) throw badScoreError("bkt.masteryAfter", score, 0);
    const concepts = this.qMatrix.concepts.size;
    const { concept } = this.qMatrix;
    const { afterFirst } = this.parameters;
    const result = outputArray("bkt.masteryAfter", out, batchSize * concept.length, "[B, E]");
    for (let b = 0, k = 0; b < batchSize; b++) {
      for (let e = 0; e < concept.length; e++, k++) {
        const c = concept[e]!;
        const at = b * concepts + c;
        const first = afterFirst !== undefined && met?.[at] === 0;
        const after = first
          ? 1 - knownAfterFirst(afterFirst[c]!, afterFirst[concepts + c]!, score)
          : unknownGivenScore(unknown[at]!, score, this.#guess[e]!, this.#slip[e]!);
        result[k] = 1 - (after * (1 - this.#learn[e]!) + (1 - after) * this.#forget[e]!);
      }
    }
    return result;
  }

  selectRows(state: BktState, rows: Int32Array): BktState {
    assertRows("bkt.selectRows", rows, state.batchSize);
    const concepts = this.qMatrix.concepts.size;
    const { unknown, correct, met, scoreSum, answers } = state;
    const size = rows.length * concepts;
    return {
      batchSize: rows.length,
      unknown: pickRows(unknown, rows, concepts, new Float64Array(size)),
      ...(correct === undefined ? {} : { correct: pickRows(correct, rows, concepts, new Float32Array(size)) }),
      ...(met === undefined ? {} : { met: pickRows(met, rows, concepts, new Uint8Array(size)) }),
      ...(scoreSum === undefined ? {} : { scoreSum: pickRows(scoreSum, rows, 1, new Float64Array(rows.length)) }),
      ...(answers === undefined ? {} : { answers: pickRows(answers, rows, 1, new Float64Array(rows.length)) }),
    };
  }

  toModelFile(): ModelFile {
    const tensors: Record<string, NamedTensor> = {};
    const shapes = bktShapes(this.#config, this.qMatrix);
    for (const [name, shape] of Object.entries(shapes)) {
      tensors[name] = { shape, data: this.parameters[name as keyof BktParameters]! };
    }
    return writeTracerFile(this.id, this.#config, { items: this.items, qMatrix: this.qMatrix }, tensors);
  }
}
