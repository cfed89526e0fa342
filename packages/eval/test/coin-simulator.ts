import { createRandomField, identityQMatrix, NO_ITEM, type Simulator, type Vocabulary } from "@zpd/core";

export interface CoinOptions {
  readonly id?: string;
  /** P(correct) of each item. */
  readonly chance: readonly number[];
  /** How much learners differ: added to every chance, uniform in ±spread, fixed per learner. */
  readonly spread?: number;
  /** Episodes of learner `l` end after this many answers. */
  readonly endsAfter?: (learner: number) => number;
  /** Forbid an item once it was given. */
  readonly once?: boolean;
  readonly preTest?: (learner: number) => number;
  /** Expected test score after each answer: the mean chance of the items given so far. */
  readonly truth?: boolean;
  /** Replace the answer of a step by this. */
  readonly spoil?: (step: number) => number | undefined;
}

/** Learners who never learn: each answer is a coin whose bias belongs to the item. */
export function createCoinSimulator(items: Vocabulary, options: CoinOptions): Simulator {
  const { id = "coin", chance, spread = 0 } = options;
  const qMatrix = identityQMatrix(items);
  return {
    id,
    title: id,
    items,
    qMatrix,
    create(batchSize) {
      let learners = new Int32Array(batchSize);
      let streams = new Int32Array(batchSize);
      let luck = createRandomField(0, id);
      let traits = createRandomField(0, id);
      let step = 0;
      const given = new Float64Array(batchSize);
      const response = new Float32Array(batchSize);
      const mask = new Uint8Array(batchSize * items.size);
      const observation = { lastItem: new Int32Array(batchSize), lastScore: new Float32Array(batchSize) };
      const { endsAfter, preTest } = options;
      const info = () => ({
        ...(options.once === true ? { actionMask: mask } : {}),
        ...(preTest === undefined ? {} : { preTest: Float64Array.from(learners, preTest) }),
        ...(options.truth === true && step > 0 ? { trueScore: given.map((sum) => sum / step) } : {}),
      });
      return {
        id,
        batchSize,
        items,
        qMatrix,
        reset(reset) {
          learners = reset.learners.slice();
          streams = reset.streams?.slice() ?? new Int32Array(batchSize);
          luck = createRandomField(reset.seed, `${id}:luck`);
          traits = createRandomField(reset.seed, `${id}:traits`);
          step = 0;
          mask.fill(1);
          given.fill(0);
          return { observation, info: info() };
        },
        step(actions) {
          for (let row = 0; row < batchSize; row++) {
            const item = actions[row]!;
            if (item === NO_ITEM) continue;
            const p = chance[item]! + spread * (2 * traits.uniform(learners[row]!) - 1);
            const spoiled = options.spoil?.(step);
            response[row] = spoiled ?? (luck.uniform(learners[row]!, streams[row]!, step) < p ? 1 : 0);
            given[row]! += p;
            mask[row * items.size + item] = 0;
          }
          step++;
          return {
            observation,
            info: info(),
            response,
            reward: new Float64Array(batchSize),
            terminated: Uint8Array.from(learners, (l) => (endsAfter !== undefined && step >= endsAfter(l) ? 1 : 0)),
            truncated: new Uint8Array(batchSize),
          };
        },
      };
    },
  };
}
