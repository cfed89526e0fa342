import type { Config, InteractionLog, TracerState } from "@zpd/core";
import type { Ops, Value, Values, Weights } from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import type { TracerWorld } from "../../parts/tracer-file";
import type { TrainingSettings } from "./training-settings";
import type { WindowSource } from "./window-source";

/**
 * Windows of equal length from several learners; row `b steps + t` is learner b's answer t. Models predict each answer
 * from those before it in the window, and every row has a prediction, the first included.
 */
export interface AnswerBatch {
  readonly batch: number;
  readonly steps: number;
  /** Item answered `[batch * steps]`; -1 after a learner's last answer. */
  readonly items: Int32Array;
  /** What was scored, 0…1 `[batch * steps]`; 0 where there is no answer. */
  readonly scores: Float32Array;
  /** Whether the answer counts as right in the history: the score is at least 0.5. 0 or 1 `[batch * steps]`. */
  readonly right: Uint8Array;
  /** A seed for everything random in this batch (dropout, sampling). */
  readonly seed: number;
}

export interface Prediction {
  /** Log-odds of a right answer `[batch * steps]`, each from the answers before it. */
  readonly logits: Value;
  /** Added to the mean cross-entropy: a regulariser or another objective `[1]`. Left out at validation. */
  readonly penalty?: Value;
}

/** A model's forward pass in its context. */
export type NeuralPass = (ops: Ops, weights: Values, batch: AnswerBatch) => Prediction;

/** Everything a model needs besides weights and answers. */
export interface ModelContext<C extends Config = Config> extends TracerWorld {
  /** The model's own settings and those of the training, e.g. `windowLength` for a table of positions. */
  readonly config: C & TrainingSettings;
}

/**
 * How a fitted model follows a batch of learners. Inputs are checked before, and batches come in pieces of at most
 * about a thousand learners, so scratch may grow with the batch. A state is `batchSize` and typed arrays that are all
 * `[B, ...]`, row after row: the shared code selects rows by slicing them, and hands over pieces as views of them.
 */
export interface NeuralRuntime<State extends TracerState = TracerState> {
  start(batchSize: number): State;
  /** In place. `NO_ITEM` leaves a learner as she is, bit by bit. */
  observe(state: State, items: Int32Array, scores: Float32Array): void;
  /** P(correct) of every item `[B, I]`, written into `out`. */
  predict(state: State, out: Float32Array): void;
  /** P(correct) of candidates `[B, N]`, written into `out`; `NO_ITEM` gives NaN. */
  predictItems(state: State, items: Int32Array, out: Float32Array): void;
  /** Of models with a `conceptSpaceSize`. */
  readonly conceptSpace?: RuntimeConceptSpace<State>;
}

/** Knowledge and items in one space of the model's `conceptSpaceSize`, `S`. */
export interface RuntimeConceptSpace<State extends TracerState> {
  /** `[I, S]`; asked for once. */
  itemVectors(): Float32Array;
  /** `[B, S]`, written into `out`. */
  knowledge(state: State, out: Float32Array): void;
}

/**
 * A deep tracer: one file in `models/` defines one. Everything around it (batches, training, early stop, files,
 * checks, mastery by probe items) is shared and knows no model by name.
 */
export interface NeuralModel<C extends Config, State extends TracerState = TracerState> {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  /** The model's own settings. Settings of the training are added by the shared code. */
  readonly defaults: C;
  /** Where this model wants other defaults for the training. */
  readonly trainingDefaults?: Partial<TrainingSettings>;
  /** Checks the ranges of the model's own settings; names and types are checked before. @throws INVALID_CONFIG */
  checkConfig(where: string, config: C): void;
  /** Settings that the log decides, such as what "auto" means for it; what is fitted and saved has them decided. */
  settle?(config: C, log: InteractionLog): Partial<C>;
  /** Weights before training, drawn from the seed. Names and shapes depend on the context only. */
  initialise(context: ModelContext<C>, seed: number): Weights;
  /** Those weights, some of them replaced by what the answers of the training learners suggest. */
  startFrom?(weights: Weights, context: ModelContext<C>, training: WindowSource): Weights;
  /** What the model predicts of a batch; every weight it uses comes from `weights`. */
  forward(ops: Ops, weights: Values, batch: AnswerBatch, context: ModelContext<C>): Prediction;
  /** Dimensions of the space that knowledge and items share, where the model has one; its runtime then reads both. */
  conceptSpaceSize?(config: C): number;
  /** Follows learners on a machine's kernels. The machine is this runtime's own. */
  createRuntime(context: ModelContext<C>, weights: Weights, machine: Machine): NeuralRuntime<State>;
}
