import { describe, expect, it } from "vitest";
import {
  boldWeights,
  expectRuntimeFollows,
  forwardLogits,
  tinyBatch,
  tinyContext,
  tinyQMatrix,
} from "../../../test/tiny-neural-world";
import { conceptLists } from "../parts/item-concepts";
import { dkvmn } from "./dkvmn";
import { dqkt } from "./dqkt";

type Matrix = readonly (readonly number[])[];

function matrix({ shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array }): Matrix {
  const columns = shape.at(-1)!;
  return Array.from({ length: data.length / columns }, (_, r) =>
    Array.from(data.subarray(r * columns, (r + 1) * columns)),
  );
}

const plus = (...lists: (readonly number[])[]): number[] =>
  lists[0]!.map((_, k) => lists.reduce((sum, list) => sum + list[k]!, 0));
const times = (x: readonly number[], w: Matrix): number[] =>
  w[0]!.map((_, c) => x.reduce((sum, value, k) => sum + value * w[k]![c]!, 0));
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** An item's row plus the mean of its concepts' rows; `ways` rows an item and a concept, `way` counted from 0. */
function vector(own: Matrix, ofConcepts: Matrix, item: number, ways: number, way: number): number[] {
  const { ids } = conceptLists(tinyQMatrix, Int32Array.of(item));
  const mean = plus(...Array.from(ids, (c) => ofConcepts[ways * c + way]!)).map((value) => value / ids.length);
  return plus(own[ways * item + way]!, mean);
}

/** Reads and writes for both learners, one answer after the other; `read` gives the log-odds from the mixed memory. */
function play(
  memory: Matrix,
  addressing: (item: number) => number[],
  write: (item: number, right: number) => { erase: number[]; add: number[] },
  logit: (read: number[], item: number) => number,
): Map<number, number> {
  const logits = new Map<number, number>();
  for (const b of [0, 1]) {
    let slots = memory.map((row) => [...row]);
    for (let k = b * 4; k < b * 4 + 4 && tinyBatch.items[k]! >= 0; k++) {
      const item = tinyBatch.items[k]!;
      const w = addressing(item);
      logits.set(k, logit(plus(...slots.map((row, s) => row.map((value) => w[s]! * value))), item));
      const { erase, add } = write(item, tinyBatch.right[k]!);
      slots = slots.map((row, s) => row.map((value, c) => value * (1 - w[s]! * erase[c]!) + w[s]! * add[c]!));
    }
  }
  return logits;
}

function expectLogits(got: Float32Array, expected: Map<number, number>): void {
  expect(expected.size).toBe(6);
  for (const [k, value] of expected) expect(got[k], `row ${k}`).toBeCloseTo(value, 4);
}

describe("DKVMN", () => {
  const context = tinyContext({ ...dkvmn.defaults, slots: 3, keySize: 4, valueSize: 5, summarySize: 2 });
  const weights = boldWeights(dkvmn.initialise(context, 1));
  const of = (name: string) => matrix(weights[name]!);

  it("predicts what the equations say", async () => {
    const key = (item: number) => vector(of("key.items"), of("key.concepts"), item, 1, 0);
    const expected = play(
      of("memory"),
      (item) => {
        const scores = of("slotKeys").map((slot) => Math.exp(dot(key(item), slot)));
        const total = scores.reduce((sum, value) => sum + value, 0);
        return scores.map((score) => score / total);
      },
      (item, right) => {
        const v = vector(of("answer.items"), of("answer.concepts"), item, 2, right);
        return {
          erase: plus(times(v, of("eraseWeights")), of("eraseBias")[0]!).map(sigmoid),
          add: plus(times(v, of("addWeights")), of("addBias")[0]!).map(Math.tanh),
        };
      },
      (read, item) => {
        const question = times(key(item), of("questionWeights")).map(Math.tanh);
        const summary = plus(
          times(read, of("summaryFromRead")),
          times(question, of("summaryFromQuestion")),
          of("summaryBias")[0]!,
        ).map(Math.tanh);
        return times(summary, of("outputWeights"))[0]! + of("outputBias")[0]![0]!;
      },
    );
    expectLogits(await forwardLogits(dkvmn, context, weights), expected);
  });

  it("follows learners at run time as it predicts a batch", async () => {
    expectRuntimeFollows(dkvmn, context, weights, await forwardLogits(dkvmn, context, weights));
  });
});

describe("DQKT", () => {
  const context = tinyContext({ ...dqkt.defaults, slots: 4, vectorSize: 3 });
  const weights = boldWeights(dqkt.initialise(context, 1), 0.5);
  const of = (name: string) => matrix(weights[name]!);
  const needs = (item: number): number[] => {
    // The projection onto the simplex by bisection: the threshold at which the parts above it sum to 1.
    const z = of("slotKeys").map((slot) => dot(vector(of("item.items"), of("item.concepts"), item, 1, 0), slot));
    let [low, high] = [Math.min(...z) - 1, Math.max(...z)];
    for (let k = 0; k < 80; k++) {
      const middle = (low + high) / 2;
      if (z.reduce((sum, value) => sum + Math.max(0, value - middle), 0) > 1) low = middle;
      else high = middle;
    }
    return z.map((value) => Math.max(0, value - low));
  };

  it("predicts what the equations say: the knowledge of the slots that an item needs", async () => {
    const slots = (item: number) => needs(item);
    const expected = play(
      of("memory"),
      slots,
      (item, right) => {
        const v = vector(of("answer.items"), of("answer.concepts"), item, 2, right);
        return {
          erase: plus(times(v, of("eraseWeights")), of("eraseBias")[0]!).map(sigmoid),
          add: plus(times(v, of("addWeights")), of("addBias")[0]!).map(Math.tanh),
        };
      },
      (read) => read.reduce((sum, value) => sum + value, 0),
    );
    expectLogits(await forwardLogits(dqkt, context, weights), expected);
  });

  it("follows learners at run time as it predicts a batch", async () => {
    expectRuntimeFollows(dqkt, context, weights, await forwardLogits(dqkt, context, weights));
  });
});
