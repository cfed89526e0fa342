/**
 * A space in which both what learners know and what items need are vectors, so that the angle between the two says how
 * near an item is to a learner. An optional capability of a tracer; those without it still have mastery and a Q-matrix.
 *
 * `S` is the number of dimensions: concepts, latent or named. What a coordinate means is the tracer's own, and
 * knowledge may be negative; only comparisons within one space mean anything.
 */
export interface ConceptSpace<State> {
  /** Number of dimensions, `S`. */
  readonly size: number;
  /** What every item needs `[I, S]`. The same for all learners and at all times; not to be written to. */
  itemVectors(): Float32Array;
  /** What learners know `[B, S]`; written into `out` when given. Changes nothing. @throws SHAPE on an `out` of another size */
  knowledge(state: State, out?: Float32Array): Float32Array;
}
