import { type Config, createNumberedVocabulary, createRandomStream, qMatrixFromIds, type TracerState } from "@zpd/core";
import { createKernelEngine, type Weights } from "@zpd/tensor";
import { createReferenceMachine } from "@zpd/tensor/kernels";
import { expect } from "vitest";
import type { AnswerBatch, ModelContext, NeuralModel } from "../src/neural/parts/neural-model";
import { trainingDefaults } from "../src/neural/parts/training-settings";

/** Three items over two concepts, one item with both. */
export const tinyQMatrix = qMatrixFromIds([["a"], ["a", "b"], ["b"]]);

/** Two learners, of four and of two answers. */
export const tinyBatch: AnswerBatch = {
  batch: 2,
  steps: 4,
  items: Int32Array.of(0, 1, 2, 1, 2, 0, -1, -1),
  scores: Float32Array.of(1, 0, 1, 1, 0, 1, 0, 0),
  right: Uint8Array.of(1, 0, 1, 1, 0, 1, 0, 0),
  seed: 77,
};

export function tinyContext<C extends Config>(config: C): ModelContext<C> {
  return { items: createNumberedVocabulary(3), qMatrix: tinyQMatrix, config: { ...trainingDefaults, ...config } };
}

/** Weights of a model's shapes, all redrawn large enough that a wrong row or block shows. */
export function boldWeights(initial: Weights, deviation = 1): Weights {
  const random = createRandomStream(5, "bold-weights");
  return Object.fromEntries(
    Object.entries(initial).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map(() => deviation * random.normal()) },
    ]),
  );
}

/** Float64 kernels in plain TypeScript. */
export const exactEngine = createKernelEngine({ name: "cpu", reason: "test" }, () => createReferenceMachine("float64"));

/** Log-odds of a batch by the model's forward pass, not training. */
export async function forwardLogits<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  context: ModelContext<C>,
  weights: Weights,
): Promise<Float32Array> {
  const trainable = exactEngine.createTrainable(weights);
  const [logits] = await trainable.evaluate((ops, values) => [model.forward(ops, values, tinyBatch, context).logits]);
  return logits!;
}

/** Plays the tiny batch answer by answer and expects the run time to foretell what the forward pass does. */
export function expectRuntimeFollows<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  context: ModelContext<C>,
  weights: Weights,
  logits: Float32Array,
): void {
  const runtime = model.createRuntime(context, weights, createReferenceMachine("float32"));
  const { steps, items, scores } = tinyBatch;
  const state = runtime.start(2);
  for (let t = 0; t < steps; t++) {
    const asked = Int32Array.of(items[t]!, items[steps + t]!);
    const out = new Float32Array(2);
    runtime.predictItems(state, asked, out);
    const every = new Float32Array(2 * context.items.size);
    runtime.predict(state, every);
    for (const b of [0, 1]) {
      if (asked[b] === -1) {
        expect(out[b]).toBeNaN();
        continue;
      }
      const expected = 1 / (1 + Math.exp(-logits[b * steps + t]!));
      expect(out[b]).toBeCloseTo(expected, 5);
      expect(every[b * context.items.size + asked[b]!]).toBeCloseTo(expected, 5);
    }
    runtime.observe(state, asked, Float32Array.of(scores[t]!, scores[steps + t]!));
  }
}
