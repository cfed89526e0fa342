/** Every rule over the best understood tracer, and the zone over a tracer of another kind. */
const policies = [
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

/**
 * What the matrix compares when nobody says. The demo's small log lets deep tracers take part; on a log of one's own
 * they may take minutes to fit and are added by name.
 */
export const DEFAULT_POLICIES = { log: policies, course: [...policies, "dkt-zone", "dqkt-zone"] } as const;

/** Simulators that are wrong in unlike ways. */
export const DEFAULT_SIMULATORS = {
  log: ["bkt", "logistic", "elo"],
  course: ["bkt", "logistic", "dkt", "dqkt", "course"],
} as const;

export const DEFAULT_LENGTHS = [10, 20, 30] as const;
export const DEFAULT_REPEATS = { log: 10, course: 3 } as const;
/**
 * Parts of the learners that simulators are fitted without in turn, where the data bring no folds of their own. The
 * demo's deep tracers would take most of its minute with five.
 */
export const FOLDS = { log: 5, course: 3 } as const;
/** An interval needs a spread. */
export const FEWEST_PLAYED = 2;
/** Learners played at most. */
export const DEFAULT_LEARNERS = 200;
