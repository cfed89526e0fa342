import { createPause, type EpochRecord, isZpdError, ZpdError } from "@zpd/core";
import type { StepResult, Trainable, TrainableState, Weights } from "../types/engine";
import { decodeCheckpoint, encodeCheckpoint, trainingFingerprint } from "./checkpoint-state";
import { learningRateShare } from "./learning-rate";
import { ProgressReport } from "./progress-report";
import {
  bestEpochOf,
  isOver,
  type TrainingOptions,
  type TrainingPlan,
  type TrainingResult,
  type TrainingSettings,
  trainingSettings,
} from "./training-plan";

const WHERE = "trainModel";

/**
 * Trains by Adam, epoch after epoch, until `maxEpochs` or until validation has not got better for `patience` epochs.
 *
 * With a checkpoint store the state is saved after each epoch; the next call with the same plan and options goes on
 * from there and ends with the same bytes of weights as one that was never interrupted. Between batches the loop gives
 * the event loop its turn. Whatever makes it throw, the last checkpoint stays as it was.
 *
 * @throws INVALID_CONFIG on options that do not fit; INVALID_INPUT on a checkpoint of another training, or no batches
 * @throws NUMERICAL when a loss, gradient, weight or AUC is not finite, with the epoch and the batch
 * @throws the signal's reason; whatever the plan's functions, the engine or the checkpoint store throw
 */
export async function trainModel<Batch>(plan: TrainingPlan<Batch>, options: TrainingOptions): Promise<TrainingResult> {
  const { trainable, validate } = plan;
  const { signal, onEpoch, checkpoint, now = () => performance.now() } = options;
  const settings = trainingSettings(WHERE, options, validate !== undefined);
  const fingerprint = trainingFingerprint(plan, settings);
  signal?.throwIfAborted();

  const history: EpochRecord[] = [];
  let bestWeights: Weights = {};
  const saved = await checkpoint?.load();
  if (saved !== undefined) {
    const found = decodeCheckpoint(saved, fingerprint, settings, (await trainable.state()).weights);
    await trainable.restore(found.state);
    history.push(...found.history);
    bestWeights = found.bestWeights;
  }

  const progress = new ProgressReport(options.onProgress, now, settings.maxEpochs, history);
  const yieldTurn = createPause(signal);
  const pause = async (): Promise<void> => {
    await yieldTurn();
    // A turn comes only every 40 ms; a signal given without one is honoured at once.
    signal?.throwIfAborted();
  };
  while (!isOver(history, settings)) {
    const startedAt = now();
    const trained = await trainEpoch(plan, settings, history, progress, pause);
    const trainedAt = now();
    const validationAuc = await validate?.();
    const record: EpochRecord = {
      epoch: history.length + 1,
      loss: trained.loss,
      ...(validationAuc === undefined ? {} : { validationAuc }),
      learningRate: trained.learningRate,
      answersPerSecond: trained.predictions / secondsBetween(startedAt, trainedAt),
      seconds: secondsBetween(startedAt, now()),
    };
    assertFiniteAuc(record);
    history.push(record);
    const isBest = bestEpochOf(history) === record.epoch;
    const state = isBest || checkpoint !== undefined ? await finiteState(trainable, record.epoch) : undefined;
    if (isBest && state !== undefined) bestWeights = state.weights;
    onEpoch?.(record);
    if (state !== undefined) await checkpoint?.save(encodeCheckpoint(fingerprint, { state, bestWeights, history }));
    progress.endEpoch(record, isOver(history, settings));
  }
  return {
    weights: bestWeights,
    bestEpoch: bestEpochOf(history),
    epochs: history.length,
    history,
    stoppedEarly: history.length < settings.maxEpochs,
  };
}

interface TrainedEpoch {
  readonly loss: number;
  readonly predictions: number;
  /** Of the last update. */
  readonly learningRate: number;
}

async function trainEpoch<Batch>(
  { trainable, batches: batchesOf, loss, predictionsOf }: TrainingPlan<Batch>,
  { schedule, update, maxEpochs }: TrainingSettings,
  history: readonly EpochRecord[],
  progress: ProgressReport,
  pause: () => Promise<void>,
): Promise<TrainedEpoch> {
  const epoch = history.length + 1;
  const batches = batchesOf(epoch);
  if (batches.length === 0) throw inputError("at least one batch an epoch", `none in epoch ${epoch}`);
  const counts = batches.map(predictionsOf);
  const empty = counts.findIndex((count) => !(count >= 1));
  if (empty >= 0)
    throw inputError("a prediction in every batch", `${counts[empty]} in batch ${empty + 1} of epoch ${epoch}`);
  progress.beginEpoch(counts.reduce((sum, count) => sum + count, 0));

  let lossSum = 0;
  let predictions = 0;
  let learningRate = update.learningRate;
  for (const [batch, given] of batches.entries()) {
    await pause();
    const share = learningRateShare(schedule, { epoch, batch, batches: batches.length, maxEpochs, history });
    learningRate = share * update.learningRate;
    let step: StepResult;
    try {
      step = await trainable.step(loss(given), { ...update, learningRate });
    } catch (error) {
      throw isZpdError(error) && error.code === "NUMERICAL"
        ? numericalError(
            error.expected,
            `${error.got} in epoch ${epoch}, batch ${batch + 1} of ${batches.length}`,
            error,
          )
        : error;
    }
    lossSum += step.loss * counts[batch]!;
    predictions += counts[batch]!;
    progress.report(predictions, lossSum / predictions);
  }
  return { loss: lossSum / predictions, predictions, learningRate };
}

/** A coarse clock may stand still; no epoch is counted as shorter than this. */
const LEAST_SECONDS = 1e-3;

function secondsBetween(startMs: number, endMs: number): number {
  return Math.max((endMs - startMs) / 1000, LEAST_SECONDS);
}

function inputError(expected: string, got: string): ZpdError {
  return new ZpdError("INVALID_INPUT", { where: WHERE, expected, got });
}

function numericalError(expected: string, got: string, cause?: ZpdError): ZpdError {
  const advice = cause?.advice ?? "lower the learning rate or clipNorm";
  return new ZpdError("NUMERICAL", { where: WHERE, expected, got, advice, cause });
}

function assertFiniteAuc({ epoch, validationAuc }: EpochRecord): void {
  if (validationAuc === undefined || Number.isFinite(validationAuc)) return;
  throw new ZpdError("NUMERICAL", {
    where: WHERE,
    expected: "a finite validation AUC",
    got: `${validationAuc} after epoch ${epoch}`,
    advice: "keep back learners with right and with wrong answers",
  });
}

/** The last update of an epoch has no step after it that would notice what it did to the weights. */
async function finiteState(trainable: Trainable, epoch: number): Promise<TrainableState> {
  const state = await trainable.state();
  for (const [name, { data }] of Object.entries(state.weights)) {
    const broken = data.findIndex((value) => !Number.isFinite(value));
    if (broken >= 0) {
      throw numericalError("finite weights", `${data[broken]} in "${name}" at position ${broken} after epoch ${epoch}`);
    }
  }
  return state;
}
