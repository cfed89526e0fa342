import { createNumberedVocabulary, identityQMatrix } from "@zpd/core";
import { createKernelEngine } from "@zpd/tensor";
import { createReferenceMachine } from "@zpd/tensor/kernels";
import { expect, it } from "vitest";
import type { AnswerBatch, ModelContext } from "../parts/neural-model";
import { trainingDefaults } from "../parts/training-settings";
import { type DktPlusConfig, dktPlus } from "./dkt-plus";

const items = createNumberedVocabulary(3);
const context: ModelContext<DktPlusConfig> = {
  items,
  qMatrix: identityQMatrix(items),
  config: { ...trainingDefaults, ...dktPlus.defaults, units: 4, embeddingSize: 3, dropout: 0 },
};
/** Two learners, of three and two answers. */
const batch: AnswerBatch = {
  batch: 2,
  steps: 3,
  items: Int32Array.of(0, 2, 1, 1, 1, -1),
  scores: Float32Array.of(1, 0, 1, 0, 1, 0),
  right: Uint8Array.of(1, 0, 1, 0, 1, 0),
  seed: 1,
};
const weights = dktPlus.initialise(context, 3);

function exactly() {
  return createKernelEngine({ name: "cpu", reason: "float64" }, () => createReferenceMachine("float64"));
}

async function penaltyOf(config: Partial<DktPlusConfig>): Promise<number> {
  const own = { ...context, config: { ...context.config, ...config } };
  const { loss } = await exactly()
    .createTrainable(weights)
    .gradients((ops, values) => dktPlus.forward(ops, values, batch, own).penalty!);
  return loss;
}

/** y_t of every item before each answer, asked one item at a time through the logits of the loss `[batch * steps][I]`. */
async function foretold(): Promise<number[][]> {
  const columns: Float32Array[] = [];
  for (let item = 0; item < items.size; item++) {
    // The last answer of each learner may be anything: nothing foretold depends on it. So each step is asked as a last one.
    const column = new Float32Array(6);
    for (let row = 0; row < 6; row++) {
      const asked = batch.items.map((known, k) => (k === row ? item : k > row ? -1 : known));
      const [logits] = await exactly()
        .createTrainable(weights)
        .evaluate((ops, values) => [dktPlus.forward(ops, values, { ...batch, items: asked }, context).logits]);
      column[row] = 1 / (1 + Math.exp(-logits![row]!));
    }
    columns.push(column);
  }
  return Array.from({ length: 6 }, (_, row) => columns.map((column) => column[row]!));
}

const none = { reconstruction: 0, waviness: 0, squaredWaviness: 0 };

it("punishes what is foretold of the answer just given, and changes between steps", async () => {
  const y = await foretold();
  const bce = (p: number, score: number): number => -Math.log(score === 1 ? p : 1 - p);
  // Rows 0, 1 and 3 are followed by another answer: the state after them stands at rows 1, 2 and 4.
  const r = (bce(y[1]![0]!, 1) + bce(y[2]![2]!, 0) + bce(y[4]![1]!, 0)) / 3;
  const pairs = [
    [0, 1],
    [1, 2],
    [3, 4],
  ] as const;
  const changes = pairs.flatMap(([from, to]) => y[to]!.map((value, i) => value - y[from]![i]!));
  const w1 = changes.reduce((sum, change) => sum + Math.abs(change), 0) / 9;
  const w2 = changes.reduce((sum, change) => sum + change * change, 0) / 9;
  expect(await penaltyOf({ ...none, reconstruction: 2 })).toBeCloseTo(2 * r, 5);
  expect(await penaltyOf({ ...none, waviness: 3 })).toBeCloseTo(3 * w1, 5);
  expect(await penaltyOf({ ...none, squaredWaviness: 5 })).toBeCloseTo(5 * w2, 5);
  expect(await penaltyOf({ reconstruction: 2, waviness: 3, squaredWaviness: 5 })).toBeCloseTo(
    2 * r + 3 * w1 + 5 * w2,
    5,
  );
});

it("has no penalty at validation", async () => {
  await exactly()
    .createTrainable(weights)
    .evaluate((ops, values) => {
      const { logits, penalty } = dktPlus.forward(ops, values, batch, context);
      expect(penalty).toBeUndefined();
      return [logits];
    });
});
