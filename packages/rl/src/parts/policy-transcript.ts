import { createRandomField, NO_ITEM, type Policy, type PolicyState, type Recommendation } from "@zpd/core";

/** How one run of a check is played. */
export interface TranscriptPlan {
  readonly seed: number;
  readonly steps: number;
  readonly k: number;
  /** `[B]` */
  readonly learners: Int32Array;
  /** `[B]`, where the policy needs it. */
  readonly preTest?: Float64Array | undefined;
  readonly onRecommend?: (
    recommendation: Recommendation,
    actionMask: Uint8Array | undefined,
    state: PolicyState,
  ) => void;
  /** Called with the name of an array that the policy wrote into. */
  readonly onChangedInput?: (name: string) => void;
  /** Puts another state in the place of the one at hand after a step, e.g. a copy. */
  readonly replaceState?: (state: PolicyState) => PolicyState;
  /** Overwrites the arrays handed to the policy right after each call. */
  readonly spoilInputs?: boolean;
}

/** Share of items a made mask allows, of rows it shuts altogether, of answers that are right, and of rests. */
const ALLOWED = 0.7;
const SHUT = 0.1;
const RIGHT = 0.6;
const REST = 0.1;

/** A mask for this step that depends on (seed, learner, step) only; every third step has none. */
export function makeMask(seed: number, learners: Int32Array, step: number, itemCount: number): Uint8Array | undefined {
  if (step % 3 === 2) return undefined;
  const field = createRandomField(seed, "policy check mask");
  const mask = new Uint8Array(learners.length * itemCount);
  for (const [b, learner] of learners.entries()) {
    if (field.uniform(learner, step, itemCount) < SHUT) continue;
    for (let i = 0; i < itemCount; i++) mask[b * itemCount + i] = field.uniform(learner, step, i) < ALLOWED ? 1 : 0;
  }
  return mask;
}

/** Plays one run and returns what each learner was offered, in order. O(steps B I) besides the policy. */
export function playTranscript(policy: Policy, plan: TranscriptPlan): number[][] {
  const { seed, learners, k } = plan;
  const field = createRandomField(seed, "policy check answers");
  const rows: number[][] = Array.from(learners, () => []);
  const given = {
    learners: learners.slice(),
    streams: new Int32Array(learners.length).fill(3),
    preTest: plan.preTest?.slice(),
  };
  const { preTest, ...rest } = given;
  let state = policy.start({
    batchSize: learners.length,
    seed,
    ...rest,
    ...(preTest === undefined ? {} : { preTest }),
  });
  if (plan.spoilInputs === true) {
    given.learners.fill(0);
    given.streams.fill(0);
    given.preTest?.fill(0);
  }
  for (let step = 0; step < plan.steps; step++) {
    const actionMask = makeMask(seed, learners, step, policy.items.size);
    const handed = actionMask?.slice();
    const offer = policy.recommend(state, { k, ...(handed === undefined ? {} : { actionMask: handed }) });
    if (handed?.some((bit, cell) => bit !== actionMask![cell])) plan.onChangedInput?.("actionMask");
    if (plan.spoilInputs === true) handed?.fill(0);
    plan.onRecommend?.(offer, actionMask, state);
    const items = new Int32Array(learners.length).fill(NO_ITEM);
    const scores = new Float32Array(learners.length).fill(Number.NaN);
    for (const [b, learner] of learners.entries()) {
      for (let place = b * k; place < (b + 1) * k; place++)
        rows[b]!.push(offer.items[place]!, offer.scores[place]!, offer.propensities?.[place] ?? 0);
      // Mostly the best item is taken, sometimes the next.
      const place = k > 1 && field.uniform(learner, step, 0) < RIGHT / 2 ? 1 : 0;
      const item = offer.items[b * k + place]!;
      if (item === NO_ITEM || field.uniform(learner, step, 1) < REST) continue;
      items[b] = item;
      scores[b] = field.uniform(learner, step, 2) < RIGHT ? 1 : 0;
    }
    const before = items.slice();
    policy.observe(state, items, scores);
    if (before.some((item, b) => item !== items[b])) plan.onChangedInput?.("items");
    if (plan.spoilInputs === true) {
      items.fill(0);
      scores.fill(0);
    }
    if (plan.replaceState !== undefined) state = plan.replaceState(state);
  }
  return rows;
}

/** Where two rows first differ (bit for bit, NaN equal to NaN), or -1. */
export function firstDifference(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let n = 0; n < length; n++) if (!Object.is(a[n], b[n])) return n;
  return -1;
}
