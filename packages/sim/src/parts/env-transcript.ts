import { createRandomField, type LearnerEnv, NO_ITEM, type ResetResult, type StepResult } from "@zpd/core";

/** How one run of a check is played. */
export interface TranscriptPlan {
  readonly seed: number;
  readonly steps: number;
  /** Population indices `[B]`. */
  readonly learners: Int32Array;
  /** Called after a reset or step with its actions; also where a check may do mischief between two steps. */
  readonly onReset?: (result: ResetResult) => void;
  readonly onStep?: (result: StepResult, actions: Int32Array, before: RowsBefore) => void;
  /** Overwrites the arrays handed to the environment right after each call. */
  readonly spoilInputs?: boolean;
  readonly pause: () => Promise<void>;
}

/** Copies of what a resting learner must keep. */
export interface RowsBefore {
  readonly lastItem: Int32Array;
  readonly lastScore: Float32Array;
  readonly actionMask: Uint8Array | undefined;
  readonly trueScore: Float64Array | undefined;
}

/** One in so many actions is a rest. */
const REST_SHARE = 0.15;

/** Actions that depend on (seed, learner, step) and the learner's own mask only, so that every batch makes the same. */
export function chooseActions(
  seed: number,
  learners: Int32Array,
  step: number,
  itemCount: number,
  actionMask: Uint8Array | undefined,
  ended: Uint8Array,
): Int32Array {
  const field = createRandomField(seed, "contract check");
  return learners.map((learner, b) => {
    if (ended[b] === 1 || field.uniform(learner, step, 0) < REST_SHARE) return NO_ITEM;
    const allowed: number[] = [];
    for (let i = 0; i < itemCount; i++)
      if (actionMask === undefined || actionMask[b * itemCount + i] === 1) allowed.push(i);
    return allowed[Math.floor(field.uniform(learner, step, 1) * allowed.length)] ?? NO_ITEM;
  });
}

function note(rows: number[][], env: LearnerEnv, result: ResetResult & Partial<StepResult>): void {
  const { observation, info } = result;
  const itemCount = env.items.size;
  for (const [b, row] of rows.entries()) {
    row.push(observation.lastItem[b]!, observation.lastScore[b]!);
    for (const column of [info.preTest, info.trueScore, result.response, result.reward]) {
      if (column !== undefined) row.push(column[b]!);
    }
    if (result.terminated !== undefined) row.push(result.terminated[b]!, result.truncated![b]!);
    if (info.actionMask !== undefined) row.push(...info.actionMask.subarray(b * itemCount, (b + 1) * itemCount));
  }
}

/** Plays one run and returns everything each learner's row showed, in order. O(steps B I). */
export async function playTranscript(env: LearnerEnv, plan: TranscriptPlan): Promise<number[][]> {
  const { seed, steps, learners } = plan;
  const rows: number[][] = Array.from(learners, () => []);
  const given = learners.slice();
  const reset = env.reset({ seed, learners: given });
  if (plan.spoilInputs === true) given.fill(0);
  note(rows, env, reset);
  plan.onReset?.(reset);
  const ended = new Uint8Array(learners.length);
  let { observation, info } = reset;
  for (let step = 0; step < steps; step++) {
    const before: RowsBefore = {
      lastItem: observation.lastItem.slice(),
      lastScore: observation.lastScore.slice(),
      actionMask: info.actionMask?.slice(),
      trueScore: info.trueScore?.slice(),
    };
    const actions = chooseActions(seed, learners, step, env.items.size, info.actionMask, ended);
    const handed = actions.slice();
    const result = env.step(handed);
    if (plan.spoilInputs === true) handed.fill(0);
    note(rows, env, result);
    plan.onStep?.(result, actions, before);
    for (let b = 0; b < ended.length; b++) if (result.terminated[b] === 1 || result.truncated[b] === 1) ended[b] = 1;
    ({ observation, info } = result);
    await plan.pause();
  }
  return rows;
}

/** Where two rows first differ (bit for bit, NaN equal to NaN), or -1. */
export function firstDifference(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let n = 0; n < length; n++) if (!Object.is(a[n], b[n])) return n;
  return -1;
}
