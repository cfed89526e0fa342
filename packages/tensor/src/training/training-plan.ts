import {
  type CheckpointStore,
  type Config,
  checkOptions,
  type EpochRecord,
  type OptionRule,
  type WorkOptions,
  ZpdError,
} from "@zpd/core";
import type { BuildLoss, Trainable, UpdateOptions, Weights } from "../types/engine";
import { checkSchedule, type LearningRateSchedule } from "./learning-rate";

/** What is trained on what. The loop looks into no batch. */
export interface TrainingPlan<Batch> {
  /** Holds the weights to begin with. After the training it holds those of the last epoch. */
  readonly trainable: Trainable;
  /** The batches of an epoch, counted from 1, in the order of training; the same at each call. */
  readonly batches: (epoch: number) => readonly Batch[];
  /** Mean loss of a prediction in the batch, and whatever penalty belongs to it. */
  readonly loss: (batch: Batch) => BuildLoss;
  /** Predictions in the batch; at least 1. */
  readonly predictionsOf: (batch: Batch) => number;
  /** AUC of the present weights on learners kept back. */
  readonly validate?: () => Promise<number>;
  /**
   * What model on what data this is, e.g. its id, its settings and the data's fingerprint: a checkpoint of something
   * else is refused. Names and shapes of the weights are compared in any case.
   */
  readonly identity?: Config;
}

/** How it is trained; numbers of `UpdateOptions` that are absent are those of Kingma and Ba, without clipping or decay. */
export interface TrainingOptions extends WorkOptions, Partial<Omit<UpdateOptions, "learningRate">> {
  readonly maxEpochs: number;
  /** Epochs in succession without a better validation AUC after which it stops; absent: goes on to `maxEpochs`. */
  readonly patience?: number;
  /** At full height; `schedule` says how much of it an update has. */
  readonly learningRate: number;
  /** Constant when absent. */
  readonly schedule?: LearningRateSchedule;
  /** The seed that weights and batches were made from. The loop draws nothing, but a checkpoint of another is refused. */
  readonly seed: number;
  /** Called after each epoch, before its checkpoint is saved: after a kill between the two it comes a second time. */
  readonly onEpoch?: (record: EpochRecord) => void;
  readonly checkpoint?: CheckpointStore;
  /** Milliseconds, for rates and time left; `performance.now` when absent. */
  readonly now?: () => number;
}

export interface TrainingResult {
  /** Those of the epoch with the best validation AUC, the earliest of equal ones; without validation the last ones. */
  readonly weights: Weights;
  /** The epoch of these weights. */
  readonly bestEpoch: number;
  /** Epochs done, those before a resume included. */
  readonly epochs: number;
  readonly history: readonly EpochRecord[];
  /** Whether patience ended it before `maxEpochs`. */
  readonly stoppedEarly: boolean;
}

/** The options with every default in its place. */
export interface TrainingSettings {
  readonly maxEpochs: number;
  readonly patience: number;
  readonly schedule: LearningRateSchedule;
  readonly seed: number;
  readonly update: UpdateOptions;
}

const positive: OptionRule = { kind: "number", low: Number.MIN_VALUE, high: Number.MAX_VALUE };
const share: OptionRule = { kind: "number", low: 0, high: 1 };
const amount: OptionRule = { kind: "number", low: 0, high: Number.MAX_VALUE };
const any: OptionRule = { kind: "any" };
const rules: Readonly<Record<keyof TrainingOptions, OptionRule>> = {
  maxEpochs: { kind: "integer", low: 1 },
  patience: { kind: "integer", low: 1 },
  learningRate: positive,
  schedule: any,
  seed: { kind: "integer", low: Number.MIN_SAFE_INTEGER },
  beta1: share,
  beta2: share,
  epsilon: positive,
  l2: amount,
  decay: amount,
  clipNorm: { kind: "number", low: Number.MIN_VALUE, high: Number.POSITIVE_INFINITY },
  signal: any,
  onProgress: any,
  onEpoch: any,
  checkpoint: any,
  now: any,
};

/** @throws INVALID_CONFIG on an unknown option, a value out of range, or patience without validation; UNKNOWN_NAME on an unknown schedule */
export function trainingSettings(where: string, options: TrainingOptions, validates: boolean): TrainingSettings {
  checkOptions(where, options, rules);
  for (const name of ["maxEpochs", "learningRate", "seed"] as const) {
    if (options[name] === undefined)
      throw new ZpdError("INVALID_CONFIG", { where, expected: `the option ${name}`, got: "none" });
  }
  const { maxEpochs, patience = Number.POSITIVE_INFINITY, schedule = { kind: "constant" }, seed } = options;
  checkSchedule(where, schedule);
  if (!validates && (options.patience !== undefined || schedule.kind === "plateau")) {
    throw new ZpdError("INVALID_CONFIG", {
      where,
      expected: `plan.validate, which ${options.patience === undefined ? 'schedule "plateau"' : "patience"} waits for`,
      got: "none",
    });
  }
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, l2 = 0, decay = 0 } = options;
  const { clipNorm = Number.POSITIVE_INFINITY } = options;
  return { maxEpochs, patience, schedule, seed, update: { learningRate, beta1, beta2, epsilon, l2, decay, clipNorm } };
}

/** The epoch with the best validation AUC, the earliest of equal ones; without validation the last; 0 before the first. */
export function bestEpochOf(history: readonly EpochRecord[]): number {
  let best = 0;
  let bestAuc = Number.NEGATIVE_INFINITY;
  for (const { epoch, validationAuc } of history) {
    if (validationAuc === undefined) best = epoch;
    else if (validationAuc > bestAuc) {
      best = epoch;
      bestAuc = validationAuc;
    }
  }
  return best;
}

/** Whether training ends after these epochs. */
export function isOver(history: readonly EpochRecord[], { maxEpochs, patience }: TrainingSettings): boolean {
  return history.length >= maxEpochs || history.length - bestEpochOf(history) >= patience;
}
