/**
 * What expectation maximisation needs to know of an item response model. All parameters stand in one vector, in blocks
 * of one entry an item: slopes `[I]`, intercepts `[I]`, and what else the model has.
 */
export interface CurveModel {
  /** Items `I` in the fit. */
  readonly items: number;
  /** Blocks of the vector: 2 for slope and intercept. */
  readonly blocks: number;
  /** Where to begin `[blocks I]`. */
  start(): Float64Array;
  /** log P(cell | node) into `out` `[2 I, Q]`, cell `2 item + score`. */
  fillLogProbability(parameters: Float64Array, node: Float64Array, out: Float64Array): void;
  /** M step, in place: raises the expected log-likelihood of the counts `expected` `[2 I, Q]` (plus the log prior). */
  maximise(expected: Float64Array, node: Float64Array, parameters: Float64Array): void;
  /** Log density of the priors at these parameters, up to a constant; 0 in a model without. */
  logPrior(parameters: Float64Array): number;
  /**
   * First derivatives of log P(cell | node) by the item's parameters into `score` `[2 I, Q, blocks]` and second ones,
   * negative, into `curvature` `[2 I, Q, blocks, blocks]`.
   */
  fillDerivatives(parameters: Float64Array, node: Float64Array, score: Float64Array, curvature: Float64Array): void;
  /** Adds minus the second derivatives of the log prior to `information` `[blocks, blocks]` of one item. */
  addPriorInformation(parameters: Float64Array, item: number, information: Float64Array): void;
  /** The free parameter that each entry of the vector stands for `[blocks I]`; -1 for a fixed one. */
  freeParameters(parameters: Float64Array): Int32Array;
}
