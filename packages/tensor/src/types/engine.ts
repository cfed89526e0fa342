import type { BackendReport } from "@zpd/core";
import type { Ops, Value, Values } from "./ops";

/** A named weight: its shape and its numbers, row after row. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Weights = Readonly<Record<string, Weight>>;

/** One update of Adam or AdamW; see `kernels/reference/adam.ts` for the formula. */
export interface UpdateOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Penalty inside the gradient (Adam's `weight_decay`). */
  readonly l2: number;
  /** Decoupled weight decay (AdamW), times the learning rate. */
  readonly decay: number;
  /** Largest norm of the gradient of all weights together; a longer one is scaled down. Infinity: no clipping. */
  readonly clipNorm: number;
}

export interface StepResult {
  /** The loss before the update. */
  readonly loss: number;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

/** All that an exact resume needs. */
export interface TrainableState {
  /** Updates done: Adam's t. */
  readonly updates: number;
  readonly weights: Weights;
  /** Adam's running means of the gradient and of its square. */
  readonly firstMoments: Weights;
  readonly secondMoments: Weights;
}

/** A loss of shape `[1]` (or several values to look at), built anew at each step. */
export type BuildLoss = (ops: Ops, weights: Values) => Value;
export type BuildValues = (ops: Ops, weights: Values) => readonly Value[];

/** Weights on an engine, with what training them needs. */
export interface Trainable {
  /** Forward, backward, clip, update. @throws NUMERICAL when loss or gradient is not finite; the weights then are as before */
  step(loss: BuildLoss, update: UpdateOptions): Promise<StepResult>;
  /** Loss and gradients without an update, for checks. */
  gradients(loss: BuildLoss): Promise<{ readonly loss: number; readonly gradients: Weights }>;
  /** Forward only: the numbers of each value. */
  evaluate(values: BuildValues): Promise<readonly Float32Array[]>;
  state(): Promise<TrainableState>;
  /** Goes on from a state of weights of the same names and shapes. @throws INVALID_INPUT */
  restore(state: TrainableState): Promise<void>;
  /** Frees what it holds. */
  close(): void;
}

/** Computes: holds weights, runs models written in `Ops`. */
export interface Engine {
  readonly backend: BackendReport;
  createTrainable(weights: Weights): Trainable;
  close(): void;
}
