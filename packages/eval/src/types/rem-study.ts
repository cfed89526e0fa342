import type { KnowledgeTracer, Policy, RewardModel, Simulator } from "@zpd/core";

/** A reward model that scores beside the study's own. */
export interface OtherRewardModel extends RewardModel {
  /** Whose mastery it reads; absent: the study's `rewardTracer`. */
  readonly rewardTracer?: KnowledgeTracer;
}

/**
 * Everything the Robust Evaluation Matrix needs: who teaches (policies), whom (learners under each simulator), for how
 * long, and how what was learnt is scored. `L` learners.
 */
export interface RemStudy {
  readonly policies: readonly Policy[];
  readonly simulators: readonly Simulator[];
  /** Numbers of answers after which learners are scored, strictly ascending, from 1. */
  readonly lengths: readonly number[];
  /** Index of each learner in the simulators' population `[L]`. */
  readonly learners: Int32Array;
  /** Test score before the course `[L]`, 0…1, NaN where unknown; absent: what the simulator knows, if anything. */
  readonly preTest?: Float64Array;
  /** How often each learner is played in each cell; repeat `r` gets the luck of stream `r`. */
  readonly repeats: number;
  /** Follows every simulated learner; its mastery at the end is what the reward model reads. */
  readonly rewardTracer: KnowledgeTracer;
  readonly rewardModel: RewardModel;
  /**
   * Score the same learners as well, to see what hangs on the choice of `rewardModel`. Each verdict says which of them do
   * not share it. One that reads another kind of tracer is worth most: a policy that plans with `rewardTracer` is good
   * at raising what that tracer believes.
   */
  readonly otherRewardModels?: readonly OtherRewardModel[];
  readonly seed: number;
}

/** One cell of the matrix to play: indices into the study's policies and simulators. */
export interface RemCellIndex {
  readonly policy: number;
  readonly simulator: number;
}
