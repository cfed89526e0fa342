import type { Config, KnowledgeTracer, Policy, PolicyState, PolicyWorld, RewardModel, TracerState } from "@zpd/core";

/** What a rule is made from. */
export interface PolicyRuleInput {
  readonly world: PolicyWorld;
  /** Whose beliefs a rule decides by. */
  readonly tracer?: KnowledgeTracer;
  /** What foretells the test after the course. */
  readonly rewardModel?: RewardModel;
  /** Whose mastery the reward model was fitted on; absent: `tracer`. */
  readonly rewardTracer?: KnowledgeTracer;
  /** Overrides the rule's defaults. */
  readonly config?: Config;
}

/**
 * A rule that decides what to practise, over any tracer. Its file exports one; the registry lists them; nothing else
 * changes when a rule is added.
 */
export interface PolicyRuleDescriptor {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly defaults: Config;
  readonly needs: { readonly tracer?: true; readonly rewardModel?: true };
  /**
   * The policy; its id is the tracer's id and the rule's joined by "-", or the rule's alone where it needs no tracer.
   * @throws INVALID_CONFIG on an unknown option, INVALID_INPUT on a missing tracer or reward model, SHAPE when the
   *   tracer's items are not the world's
   */
  create(input: PolicyRuleInput): Policy;
}

/** State of the rules over a tracer. Plain data. */
export interface TracerRuleState extends PolicyState {
  readonly tracer: TracerState;
  /** Beliefs the reward model reads, where another tracer than the deciding one makes them. */
  readonly rewardTracer?: TracerState;
  /** What each learner did with each item `[B, I]`: 0 never answered, 1 answered, 2 answered correctly. */
  readonly progress: Uint8Array;
  /** Item each learner answered last `[B]`, `NO_ITEM` before the first. */
  readonly lastItem: Int32Array;
  /** Its score `[B]`, NaN before the first. */
  readonly lastScore: Float32Array;
  /** Test before the course `[B]`, where known. */
  readonly preTest?: Float64Array;
}
