import type {
  KnowledgeTracer,
  Policy,
  PolicyWorld,
  Recommendation,
  RecommendRequest,
  RewardModel,
  Simulator,
} from "@zpd/core";

/** What a module of one's own may build on. */
export interface OwnWorld extends PolicyWorld {
  /**
   * A tracer fitted in this study, by id: `bkt`, those of the other policies and simulators, and those the module names in
   * its `tracers`. Fitted on all learners: a simulator over it has seen the answers of those it plays. @throws UNKNOWN_NAME
   */
  tracer(id: string): KnowledgeTracer;
  /** What scores learners at the end, over the mastery `tracer("bkt")` sees. */
  readonly rewardModel: RewardModel;
  /**
   * What `recommend` returns, from a score of every item `[B, I]`, higher is better: the best of those that may be offered,
   * ties to the earlier item, items that score NaN left out. O(B I K).
   */
  rank(scores: Float32Array, request: RecommendRequest): Recommendation;
}

/** The default export of a module for `--policy`. */
export type PolicyModule = (world: OwnWorld) => Policy;

/** The default export of a module for `--simulator`. */
export type SimulatorModule = (world: OwnWorld) => Simulator;

export type OwnKind = "policy" | "simulator";

/** A module named on the command line, as plain data that goes to every thread. */
export interface OwnModule {
  readonly kind: OwnKind;
  /** Absolute path. */
  readonly file: string;
  /** Of its text and of the files it imports by relative paths. */
  readonly fingerprint: string;
}
