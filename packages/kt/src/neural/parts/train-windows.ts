import { createPause, createRandomStream, type EpochRecord, type FitOptions, type InteractionLog } from "@zpd/core";
import type { Engine, Ops, Value, Values, Weights } from "@zpd/tensor";
import { type AnswerWindows, batchWindows } from "./answer-windows";
import type { AnswerBatch, Prediction } from "./neural-model";
import { rankingAuc } from "./ranking-auc";
import type { TrainingSettings } from "./training-settings";

/** Mean cross-entropy of a batch's answers, plus the model's penalty. */
export function batchLoss(ops: Ops, batch: AnswerBatch, { logits, penalty }: Prediction): Value {
  const rows = batch.items.length;
  let answers = 0;
  for (let r = 0; r < rows; r++) if (batch.items[r]! >= 0) answers++;
  const weights = Float32Array.from(batch.items, (item) => (item >= 0 ? 1 / answers : 0));
  const targets = ops.constant(batch.scores, [rows]);
  const loss = ops.sum(ops.binaryCrossEntropy(logits, targets, ops.constant(weights, [rows])));
  return penalty === undefined ? loss : ops.add(loss, penalty);
}

export interface TrainingPlan {
  readonly log: InteractionLog;
  readonly training: AnswerWindows;
  readonly validation: AnswerWindows;
  readonly settings: TrainingSettings;
  readonly weights: Weights;
  forward(ops: Ops, weights: Values, batch: AnswerBatch): Prediction;
}

export interface TrainingResult {
  readonly weights: Weights;
  readonly epochs: readonly EpochRecord[];
  readonly stoppedEarly: boolean;
}

function batchesOf({ length }: AnswerWindows, batchSize: number): number[][] {
  const order = Array.from({ length: length.length }, (_, w) => w).sort((a, b) => length[b]! - length[a]! || a - b);
  const batches: number[][] = [];
  for (let at = 0; at < order.length; at += batchSize) batches.push(order.slice(at, at + batchSize));
  return batches;
}

export async function trainWindows(plan: TrainingPlan, engine: Engine, options: FitOptions): Promise<TrainingResult> {
  const { log, settings, training, validation } = plan;
  const trainable = engine.createTrainable(plan.weights);
  const pause = createPause(options.signal);
  const epochs: EpochRecord[] = [];
  const update = {
    learningRate: settings.learningRate,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    l2: settings.l2,
    decay: 0,
    clipNorm: settings.clipNorm,
  };
  let best = { weights: plan.weights, auc: Number.NEGATIVE_INFINITY, epoch: 0 };
  const batches = batchesOf(training, settings.batchSize);
  for (let epoch = 1; epoch <= settings.maxEpochs; epoch++) {
    const startedAt = performance.now();
    const random = createRandomStream(options.seed, `epoch-${epoch}`);
    let lossSum = 0;
    let answers = 0;
    for (const b of random.shuffle(batches.map((_, k) => k))) {
      options.signal?.throwIfAborted();
      const batch = batchWindows(log, training, batches[b]!, random.integer(2 ** 31));
      const { loss } = await trainable.step(
        (ops, weights) => batchLoss(ops, batch, plan.forward(ops, weights, batch)),
        update,
      );
      const count = batch.items.reduce((sum, item) => sum + (item >= 0 ? 1 : 0), 0);
      lossSum += loss * count;
      answers += count;
      await pause();
    }
    const logits: number[] = [];
    const right: number[] = [];
    for (const chosen of batchesOf(validation, 2 * settings.batchSize)) {
      const batch = batchWindows(log, validation, chosen, 0);
      const [values] = await trainable.evaluate((ops, weights) => [plan.forward(ops, weights, batch).logits]);
      for (let row = 0; row < batch.items.length; row++) {
        if (row % batch.steps === 0 || batch.items[row]! < 0) continue;
        logits.push(values![row]!);
        right.push(batch.right[row]!);
      }
    }
    const auc = rankingAuc(Float32Array.from(logits), Uint8Array.from(right));
    const seconds = (performance.now() - startedAt) / 1000;
    const record: EpochRecord = {
      epoch,
      loss: lossSum / answers,
      ...(auc === undefined ? {} : { validationAuc: auc }),
      learningRate: settings.learningRate,
      answersPerSecond: answers / seconds,
      seconds,
    };
    epochs.push(record);
    options.onEpoch?.(record);
    options.onProgress?.({
      task: "Training",
      done: epoch,
      total: settings.maxEpochs,
      unit: "epochs",
      metrics: { loss: record.loss, ...(auc === undefined ? {} : { auc }) },
    });
    if (auc === undefined || auc > best.auc)
      best = { weights: (await trainable.state()).weights, auc: auc ?? best.auc, epoch };
    else if (epoch - best.epoch >= settings.patience) return { weights: best.weights, epochs, stoppedEarly: true };
  }
  return { weights: best.weights, epochs, stoppedEarly: false };
}
