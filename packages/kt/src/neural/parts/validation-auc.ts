import { bucketByLength, type Trainable } from "@zpd/tensor";
import { batchWindows, historyLengths, isRight } from "./answer-windows";
import type { NeuralPass } from "./neural-model";
import { rankingAuc } from "./ranking-auc";
import type { WindowSource } from "./window-source";

/** Whether some answers from each window's second on are right and some wrong: else there is no AUC. O(N). */
export function canRank({ log, learners }: WindowSource, windowLength: number): boolean {
  const met = [false, false];
  for (const learner of learners) {
    const first = log.offsets[learner]!;
    for (let row = first; row < log.offsets[learner + 1]!; row++) {
      if ((row - first) % windowLength > 0) met[isRight(log.score[row]!)] = true;
    }
  }
  return met[0] === true && met[1] === true;
}

/**
 * AUC of the present weights on some learners' answers, from each window's second on, each foretold from those before
 * it in the window. Whole batches run forward at once.
 */
export async function validationAuc(
  trainable: Trainable,
  forward: NeuralPass,
  source: WindowSource,
  { batchSize, windowLength }: { readonly batchSize: number; readonly windowLength: number },
): Promise<number> {
  const lengths = historyLengths(source);
  const scores = new Float32Array(source.log.item.length);
  const right = new Uint8Array(scores.length);
  let count = 0;
  for (const windows of bucketByLength(lengths, { batchSize, windowLength, seed: 0, epoch: 1 })) {
    const batch = batchWindows(source, windows, 0);
    const [logits] = await trainable.evaluate((ops, weights) => [forward(ops, weights, batch).logits]);
    for (let row = 0; row < batch.items.length; row++) {
      if (row % batch.steps === 0 || batch.items[row]! < 0) continue;
      scores[count] = logits![row]!;
      right[count++] = batch.right[row]!;
    }
  }
  return rankingAuc(scores.subarray(0, count), right.subarray(0, count)) ?? Number.NaN;
}
