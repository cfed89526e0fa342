import {
  type Config,
  createNumberedVocabulary,
  createRandomStream,
  type InteractionLog,
  identityQMatrix,
  NO_ITEM,
  type TracerDescriptor,
  type TracerState,
} from "@zpd/core";
import type { Weights } from "@zpd/tensor";
import { createReferenceMachine } from "@zpd/tensor/kernels";
import { expect } from "vitest";
import type { AnswerBatch, ModelContext, NeuralModel } from "../src/neural/parts/neural-model";
import { rankAuc } from "./auc";
import { predictLog } from "./replay";
import { exactEngine } from "./tiny-neural-world";

/** One learner of eight answers to the tiny world's three items. */
const items = Int32Array.of(0, 2, 1, 1, 0, 2, 0, 1);
const right = Uint8Array.of(1, 0, 0, 1, 1, 1, 0, 1);

function batchOf(from: number, to: number, answers: Uint8Array): AnswerBatch {
  return {
    batch: 1,
    steps: to - from,
    items: items.slice(from, to),
    scores: Float32Array.from(answers.subarray(from, to)),
    right: answers.slice(from, to),
    seed: 1,
  };
}

async function logitsOf<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  context: ModelContext<C>,
  weights: Weights,
  batch: AnswerBatch,
): Promise<Float32Array> {
  const trainable = exactEngine.createTrainable(weights);
  const [logits] = await trainable.evaluate((ops, values) => [model.forward(ops, values, batch, context).logits]);
  return logits!;
}

/** Turns the fourth answer around: what is foretold of it and before stays, to the bit, and what follows moves. */
export async function expectNoLaterAnswer<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  context: ModelContext<C>,
  weights: Weights,
): Promise<void> {
  const turned = right.map((value, t) => (t === 3 ? 1 - value : value));
  const before = await logitsOf(model, context, weights, batchOf(0, 5, right));
  const after = await logitsOf(model, context, weights, batchOf(0, 5, turned));
  expect(after.subarray(0, 4)).toEqual(before.subarray(0, 4));
  expect(after[4]).not.toBe(before[4]);
}

/**
 * Lets a learner with a cache of `kept` answers give eight, and expects of each item what the forward pass says of it
 * after her last `kept` answers alone.
 */
export async function expectSlidingWindow<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  context: ModelContext<C>,
  weights: Weights,
  kept: number,
): Promise<void> {
  const runtime = model.createRuntime(context, weights, createReferenceMachine("float32"));
  const state = runtime.start(2);
  for (const [t, item] of items.entries()) {
    runtime.observe(state, Int32Array.of(NO_ITEM, item), Float32Array.of(0, right[t]!));
  }
  const all = new Float32Array(6);
  runtime.predict(state, all);
  const untouched = new Float32Array(6);
  runtime.predict(runtime.start(2), untouched);
  expect(all.subarray(0, 3)).toEqual(untouched.subarray(0, 3));
  for (const item of [0, 1, 2]) {
    const last = batchOf(items.length - kept, items.length, right);
    const logits = await logitsOf(model, context, weights, {
      ...last,
      steps: kept + 1,
      items: Int32Array.of(...last.items, item),
      scores: Float32Array.of(...last.scores, 0),
      right: Uint8Array.of(...last.right, 0),
    });
    expect(all[3 + item]).toBeCloseTo(1 / (1 + Math.exp(-logits[kept]!)), 5);
  }
}

/** Learners who know nearly all or nearly nothing, on items that are all alike: only the history tells. */
function twoKinds(seed: number, learners: number, answersEach: number): InteractionLog {
  const random = createRandomStream(seed, "two-kinds");
  const vocabulary = createNumberedVocabulary(4);
  const level = Array.from({ length: learners }, () => (random.uniform() < 0.5 ? 0.2 : 0.8));
  const rows = learners * answersEach;
  return {
    learners: createNumberedVocabulary(learners),
    items: vocabulary,
    qMatrix: identityQMatrix(vocabulary),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * answersEach),
    item: Int32Array.from({ length: rows }, () => random.integer(4)),
    score: Uint8Array.from({ length: rows }, (_, k) =>
      random.uniform() < level[Math.floor(k / answersEach)]! ? 1 : 0,
    ),
  };
}

/**
 * Fits to learners of two kinds, P(right) 0.2 and 0.8, and returns the AUC on others; who knows the kind has 0.8, who
 * knows the items only has 0.5.
 */
export async function aucOnTwoKinds<C extends Config>(
  descriptor: TracerDescriptor<C>,
  settings: Partial<C>,
): Promise<number> {
  const { tracer } = await descriptor.fit(twoKinds(1, 80, 12), settings, { seed: 3 });
  const test = twoKinds(2, 100, 12);
  return rankAuc(predictLog(tracer, test), test.score);
}
