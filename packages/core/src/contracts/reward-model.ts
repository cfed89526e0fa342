/** Foretells the test after the course from what is known at its end. */
export interface RewardModel {
  readonly id: string;
  /** Names of the inputs in the order of the weights: "preTest" first where it is used, then concept ids. */
  readonly inputs: readonly string[];
  /** Share of the variance explained on the data it was fitted to. */
  readonly r2: number;
  /** The same when each learner is foretold from the others; below 0 when their mean does better. */
  readonly r2LeaveOneOut?: number;
  /** Whether it needs the test before the course. */
  readonly usesPreTest: boolean;
  /**
   * The line it is, where it is one, cut to 0…1: intercept plus one weight for each of `inputs`. Look-aheads then price a
   * change of one concept's mastery without reading the others.
   */
  readonly linear?: { readonly intercept: number; readonly weights: Float64Array };
  /**
   * Test score after the course, 0…1.
   * @param mastery `[B, C]` at the end
   * @param preTest `[B]`, required when `usesPreTest`
   * @returns `[B]`
   */
  predict(mastery: Float32Array, preTest?: Float64Array, out?: Float64Array): Float64Array;
}
