import { type KnowledgeTracer, type RewardModel, type TracerState, ZpdError } from "@zpd/core";

/** What a look-ahead works with. */
export interface LookAhead {
  /** Whose beliefs are moved by the two possible answers and read by the reward model. */
  readonly tracer: KnowledgeTracer;
  readonly rewardModel: RewardModel;
  /** Learner-item pairs that are looked at in one go: bounds the memory. */
  readonly chunkPairs: number;
}

/** Cells `[B, I]` still to be looked at: 1 where the expected reward is wanted. */
export type Wanted = Uint8Array;

/**
 * Replaces P(correct) in `values` `[B, I]` by the expected prediction of the reward model after the item, exact over
 * both outcomes, where `wanted` is 1, and by NaN elsewhere. With p the chance of a right answer:
 *
 *   value = p reward(mastery after a right answer) + (1 - p) reward(mastery after a wrong one)
 *
 * Memory: two rows of the tracer's state and of mastery a pair, `chunkPairs` pairs. Time: two `observe` and `mastery`
 * rows a wanted cell.
 * @throws INVALID_INPUT when the reward model uses the pre-test and a learner has none
 */
export function expectReward(
  { tracer, rewardModel, chunkPairs }: LookAhead,
  state: TracerState,
  preTest: Float64Array | undefined,
  itemCount: number,
  wanted: Wanted,
  values: Float32Array,
): void {
  const { batchSize } = state;
  if (rewardModel.usesPreTest) {
    const missing = preTest === undefined ? 0 : preTest.findIndex((score) => Number.isNaN(score));
    if (missing >= 0) {
      throw new ZpdError("INVALID_INPUT", {
        where: "myopic.recommend",
        expected: "a pre-test for every learner, for the reward model uses it",
        got: `none for row ${missing}`,
        advice: "pass preTest to start, or fit the reward model without it",
      });
    }
  }
  const capacity = Math.min(chunkPairs, batchSize * itemCount);
  const cells = new Int32Array(capacity);
  const rows = new Int32Array(2 * capacity);
  const items = new Int32Array(2 * capacity);
  const scores = new Float32Array(2 * capacity);
  const tests = new Float64Array(2 * capacity);
  const mastery = new Float32Array(2 * capacity * tracer.qMatrix.concepts.size);
  const rewards = new Float64Array(2 * capacity);
  // Row 2n of a chunk is the pair's right answer, row 2n + 1 its wrong one.
  for (let pair = 0; pair < capacity; pair++) scores[2 * pair] = 1;
  let pairs = 0;

  function flush(): void {
    const size = 2 * pairs;
    const look = tracer.selectRows(state, rows.subarray(0, size));
    tracer.observe(look, items.subarray(0, size), scores.subarray(0, size));
    const after = mastery.subarray(0, size * tracer.qMatrix.concepts.size);
    tracer.mastery(look, after);
    rewardModel.predict(
      after,
      rewardModel.usesPreTest ? tests.subarray(0, size) : undefined,
      rewards.subarray(0, size),
    );
    for (let pair = 0; pair < pairs; pair++) {
      const probability = values[cells[pair]!]!;
      values[cells[pair]!] = probability * rewards[2 * pair]! + (1 - probability) * rewards[2 * pair + 1]!;
    }
    pairs = 0;
  }

  for (let b = 0; b < batchSize; b++) {
    for (let item = 0; item < itemCount; item++) {
      const cell = b * itemCount + item;
      if (wanted[cell] === 0) {
        values[cell] = Number.NaN;
        continue;
      }
      cells[pairs] = cell;
      rows.fill(b, 2 * pairs, 2 * pairs + 2);
      items.fill(item, 2 * pairs, 2 * pairs + 2);
      if (preTest !== undefined) tests.fill(preTest[b]!, 2 * pairs, 2 * pairs + 2);
      if (++pairs === capacity) flush();
    }
  }
  if (pairs > 0) flush();
}
