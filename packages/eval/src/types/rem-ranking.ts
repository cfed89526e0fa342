/** One arrow of a verdict graph. */
export interface RemEdge {
  readonly better: string;
  readonly worse: string;
}

/**
 * The order that the verdicts of one length make. "Better" is always a partial order; it is a ranking only when those
 * that are not told apart form groups, all of one group better than all of the next.
 */
export interface RemRanking {
  readonly length: number;
  /** Policies best first, those not told apart together; absent when the verdicts make no ranking. */
  readonly groups?: readonly (readonly string[])[];
  /** Pairs whose missing verdicts stand in the way of a ranking; empty when there is one. */
  readonly untold: readonly (readonly [string, string])[];
  /**
   * "Better" without what follows from other arrows: `a` is better than `b` exactly when arrows lead from `a` to `b`.
   */
  readonly edges: readonly RemEdge[];
}
