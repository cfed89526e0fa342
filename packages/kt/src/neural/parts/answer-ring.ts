import { NO_ITEM } from "@zpd/core";
import { isRight } from "./answer-windows";

/** The last answers of learners, as rings of equal room. */
export interface AnswerRings {
  readonly batchSize: number;
  /** Answers given so far `[B]`; answer n stands at place n mod L. */
  readonly count: Int32Array;
  /** 2 item + right `[B, L]`; -1 where no answer came yet. */
  readonly answers: Int32Array;
}

export function startRings(batchSize: number, room: number): AnswerRings {
  return { batchSize, count: new Int32Array(batchSize), answers: new Int32Array(batchSize * room).fill(-1) };
}

/** Writes one answer a learner over her oldest one; `NO_ITEM` leaves her as she is. O(B). */
export function recordAnswers(
  { batchSize, count, answers }: AnswerRings,
  items: Int32Array,
  scores: Float32Array,
): void {
  const room = answers.length / Math.max(1, batchSize);
  for (let b = 0; b < batchSize; b++) {
    if (items[b] === NO_ITEM) continue;
    answers[b * room + (count[b]! % room)] = 2 * items[b]! + isRight(scores[b]!);
    count[b]!++;
  }
}

/** How much of a ring is filled, and where its oldest entry stands, for some learners. */
export interface RingPlaces {
  /** `[B]` */
  readonly lengths: Int32Array;
  /** `[B]` */
  readonly starts: Int32Array;
}

export function ringPlaces(count: Int32Array, room: number): RingPlaces {
  return {
    lengths: count.map((n) => Math.min(n, room)),
    starts: count.map((n) => (n > room ? n % room : 0)),
  };
}

/** Answers of some learners, the oldest first: `[B, steps]`, -1 after the last, and how many each has `[B]`. */
export interface OrderedAnswers {
  readonly steps: number;
  readonly lengths: Int32Array;
  readonly tokens: Int32Array;
}

/** Learners `from … to - 1` of the rings; `steps` is the longest of their histories, at least 1. O(B steps). */
export function orderAnswers({ batchSize, count, answers }: AnswerRings, from: number, to: number): OrderedAnswers {
  const room = answers.length / Math.max(1, batchSize);
  const { lengths, starts } = ringPlaces(count.subarray(from, to), room);
  const steps = Math.max(1, ...lengths);
  const tokens = new Int32Array((to - from) * steps).fill(-1);
  for (let b = 0; b < to - from; b++) {
    for (let age = 0; age < lengths[b]!; age++) {
      tokens[b * steps + age] = answers[(from + b) * room + ((starts[b]! + age) % room)]!;
    }
  }
  return { steps, lengths, tokens };
}
