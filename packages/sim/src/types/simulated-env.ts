import type { LearnerEnv, Simulator } from "@zpd/core";

/** An environment whose learners can sit a test at any moment. */
export interface TestedEnv extends LearnerEnv {
  /**
   * The score each learner gets if she sits the post-test now `[B]`: one Bernoulli draw a question from the hidden
   * state, divided by the number of questions. Changes nothing; the same call gives the same score.
   */
  samplePostTest(): Float64Array;
}

/** A simulator that knows in which order a teacher would go through its items. */
export interface SequencedSimulator extends Simulator {
  /** Item indices, each at most once. */
  readonly sequence?: Int32Array;
}

/** Describes a kind of environment, for listings. */
export interface EnvironmentDescriptor {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly defaults: Readonly<Record<string, string | number | boolean>>;
}
