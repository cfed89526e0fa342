import type { ModelFile } from "../model-files/model-file";

/** The backends a user can ask for. */
export const BACKEND_CHOICES = ["auto", "webgpu", "tensorflow", "wasm", "cpu"] as const;

export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** What computed, and why it was chosen. */
export interface BackendReport {
  readonly name: Exclude<BackendChoice, "auto">;
  readonly reason: string;
}

/** Where a long fit keeps its state after each epoch, so that an interrupted one goes on. */
export interface CheckpointStore {
  /** The last state saved; `undefined` when there is none. */
  load(): Promise<ModelFile | undefined>;
  save(state: ModelFile): Promise<void>;
}

/** What is known after an epoch: one line of the training log. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean loss of a prediction over the epoch's training answers, natural logarithm. */
  readonly loss: number;
  /** On the learners kept back for stopping; absent where there are too few of them. */
  readonly validationAuc?: number;
  readonly learningRate: number;
  readonly answersPerSecond: number;
  readonly seconds: number;
}

/** How and where a fit computes. Tracers that need none of it take no notice. */
export interface ComputeOptions {
  /** `auto` when absent. A backend that is named and does not work here is an error, never replaced. */
  readonly backend?: BackendChoice;
  /** Threads of the kernels; 1 when absent. */
  readonly threads?: number;
  readonly checkpoint?: CheckpointStore;
  readonly onEpoch?: (record: EpochRecord) => void;
}
