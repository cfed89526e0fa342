import type { KnowledgeTracer, RewardModel, TracerState } from "@zpd/core";

/**
 * Replaces P(correct) in `values` `[B, I]` by the expected prediction of a reward model after the item, exact over both
 * outcomes, where `wanted` `[B, I]` is 1; the other values then mean nothing. With p the chance of a right answer:
 *
 *   value = p reward(mastery after a right answer) + (1 - p) reward(mastery after a wrong one)
 *
 * `preTest` is `[B]`, there when the reward model uses it.
 */
export type ExpectReward = (
  state: TracerState,
  preTest: Float64Array | undefined,
  wanted: Uint8Array,
  values: Float32Array,
) => void;

/**
 * The expectation over any tracer and reward model: both answers are given to copies of the tracer's beliefs.
 *
 * Memory: two rows of the tracer's state and of mastery a learner-item pair, `chunkPairs` pairs at a time. Time: two
 * `selectRows`, `observe` and `mastery` rows a wanted cell.
 */
export function createExpectedReward(
  tracer: KnowledgeTracer,
  rewardModel: RewardModel,
  chunkPairs: number,
): ExpectReward {
  return (state, preTest, wanted, values) =>
    expectReward(tracer, rewardModel, chunkPairs, state, preTest, wanted, values);
}

function expectReward(
  tracer: KnowledgeTracer,
  rewardModel: RewardModel,
  chunkPairs: number,
  state: TracerState,
  preTest: Float64Array | undefined,
  wanted: Uint8Array,
  values: Float32Array,
): void {
  const { batchSize } = state;
  const itemCount = tracer.items.size;
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
