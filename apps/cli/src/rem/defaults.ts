import { studyPolicies } from "@zpd/rl";

/** Every rule over the best understood tracer, and the zone and proximity over tracers of other kinds. */
const coursePolicies = [
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
  "bkt-pear",
  "logistic-zone",
  "dkt-zone",
  "dqkt-zone",
  "dqkt-pear",
] as const;

/** What the matrix compares when nobody says: on a log of one's own the policies and simulators of the published study. */
export const DEFAULT_POLICIES = { log: studyPolicies, course: coursePolicies } as const;

/** Simulators that are wrong in unlike ways. */
export const DEFAULT_SIMULATORS = {
  log: ["bkt", "dkt", "dqkt"],
  course: ["bkt", "logistic", "dkt", "dqkt", "course"],
} as const;

export const DEFAULT_LENGTHS = { log: [10, 20, 30, 50, 100], course: [10, 20, 30] } as const;
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
/** Seconds: a step of all learners takes milliseconds. */
export const DEFAULT_STEP_LIMIT = 60;
