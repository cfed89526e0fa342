/** What the matrix compares when nobody says: every rule over the best understood tracer. */
export const DEFAULT_POLICIES = [
  "random",
  "instruct-seq",
  "inv-instruct-seq",
  "bkt-mp",
  "bkt-inv-mp",
  "bkt-highest-prob-correct",
  "bkt-highest-prob-incorrect",
  "bkt-uncertain",
  "bkt-myopic",
  "bkt-zone",
  "logistic-zone",
] as const;

/** Three simulators that are wrong in unlike ways. */
export const DEFAULT_SIMULATORS = { log: ["bkt", "logistic", "elo"], course: ["bkt", "logistic", "course"] } as const;

export const DEFAULT_LENGTHS = [10, 20, 30] as const;
export const DEFAULT_REPEATS = { log: 10, course: 3 } as const;
/** An interval needs a spread. */
export const FEWEST_PLAYED = 2;
/** Learners played at most. */
export const DEFAULT_LEARNERS = 200;
