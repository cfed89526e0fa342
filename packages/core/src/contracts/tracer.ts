import type { ModelFile } from "../model-files/model-file";
import type { WorkOptions } from "../progress/progress";
import type { Config } from "../types/config";
import type { InteractionLog } from "../types/interaction-log";
import type { QMatrix } from "../types/q-matrix";
import type { Vocabulary } from "../types/vocabulary";
import type { BackendReport, ComputeOptions, EpochRecord } from "./compute";
import type { ConceptSpace } from "./concept-space";

/** In an item column: "nothing for this learner at this step". */
export const NO_ITEM = -1;

/** Beliefs about a batch of learners. Plain data: numbers, strings, arrays, typed arrays; `structuredClone` copies it. */
export interface TracerState {
  readonly batchSize: number;
}

/** What a tracer may use besides items and scores. */
export interface ObserveContext {
  /** When each answer was given `[B]`, milliseconds since 1970. */
  readonly timestampMs?: Float64Array;
}

/**
 * Estimates what learners know from what they answered. All calls work on a batch of `B` learners; a single learner
 * is a batch of one. `I` items, `C` concepts. Results are probabilities.
 *
 * The cost of `observe` and `predict` does not depend on how long the history is.
 */
export interface KnowledgeTracer<State extends TracerState = TracerState> {
  readonly id: string;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  /** Knowledge and items as vectors of one space, for tracers that learn such a space. */
  readonly conceptSpace?: ConceptSpace<State>;

  /** Beliefs before the first answer. */
  start(batchSize: number): State;

  /**
   * Takes one answer of every learner into account, in place.
   * @param items `[B]` item indices, `NO_ITEM` to leave a learner as she is
   * @param scores `[B]` in 0…1
   */
  observe(state: State, items: Int32Array, scores: Float32Array, context?: ObserveContext): void;

  /** P(correct) of every item as the next one `[B, I]`; written into `out` when given. */
  predict(state: State, out?: Float32Array): Float32Array;

  /**
   * P(correct) of candidates as the next item: `items` is `[B, N]`, the result too; `NO_ITEM` gives NaN.
   * With `N = 1` this is the prediction of one coming answer.
   */
  predictItems(state: State, items: Int32Array, out?: Float32Array): Float32Array;

  /** P(known) of every concept `[B, C]`; written into `out` when given. */
  mastery(state: State, out?: Float32Array): Float32Array;

  /**
   * What an answer of this score to each item would leave of the mastery of that item's concepts: `[B, E]`, in the order
   * of the Q-matrix's `E` entries; written into `out` when given, changes nothing. A look-ahead without copying states,
   * from tracers in which an answer moves the mastery of no concept but the item's own.
   */
  masteryAfter?(state: State, score: number, out?: Float32Array): Float32Array;

  /** A new state that holds the beliefs of some rows, in the order given; a row may come more than once. */
  selectRows(state: State, rows: Int32Array): State;
}

/** A tracer that can be written to disk. */
export interface FittedTracer<State extends TracerState = TracerState> extends KnowledgeTracer<State> {
  toModelFile(): ModelFile;
}

export interface FitOptions extends WorkOptions, ComputeOptions {
  /** Seed of everything random in the fit. */
  readonly seed: number;
}

/** Something a reader of the result should know: a degenerate parameter, a concept without data. */
export interface FitWarning {
  readonly code: string;
  readonly message: string;
  /** Ids of the concepts or items concerned. */
  readonly ids?: readonly string[];
}

/** One row of a table of parameters, e.g. a concept's `{concept, prior, learn, guess, slip}`. */
export type ParameterRow = Readonly<Record<string, string | number>>;

export interface FitReport {
  /** Iterations, epochs or passes done. */
  readonly iterations: number;
  readonly converged: boolean;
  /** Of the training answers, natural logarithm; absent where the model has none. */
  readonly logLikelihood?: number;
  /** The objective after each iteration. */
  readonly history?: readonly number[];
  readonly parameters?: readonly ParameterRow[];
  /** What computed, for tracers that can use several backends. */
  readonly backend?: BackendReport;
  /** Each epoch, for tracers trained in epochs. */
  readonly epochs?: readonly EpochRecord[];
  readonly warnings: readonly FitWarning[];
}

export interface FitResult<Tracer extends FittedTracer = FittedTracer> {
  readonly tracer: Tracer;
  readonly report: FitReport;
}

/**
 * Everything shared code needs to know of a kind of tracer. A tracer's file exports one; the package's `./registry`
 * lists them; nothing else changes when a tracer is added.
 */
export interface TracerDescriptor<C extends Config = Config> {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly defaults: C;
  /** Fits on a log. `config` overrides `defaults`. @throws INVALID_CONFIG, INVALID_INPUT */
  fit(log: InteractionLog, config: Partial<C>, options: FitOptions): Promise<FitResult>;
  /** Rebuilds a fitted tracer. @throws INVALID_INPUT when the file is of another model, incomplete or not finite */
  restore(file: ModelFile): FittedTracer;
}
