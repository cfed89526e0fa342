import { createRandomField, NO_ITEM, type QMatrix, type Simulator, type Vocabulary } from "@zpd/core";

/** What an answer may hang on. */
export interface Answering {
  readonly learner: number;
  readonly item: number;
  /** Her answers so far, and those to this item. */
  readonly answers: number;
  readonly practised: number;
  /** Uniform in [0, 1), by (seed, learner, stream, answers). */
  readonly luck: number;
}

/** Learners who answer as a function says. */
export function scriptedSimulator(
  items: Vocabulary,
  qMatrix: QMatrix,
  answer: (answering: Answering) => number,
): Simulator {
  const id = "scripted";
  return {
    id,
    title: id,
    items,
    qMatrix,
    create(batchSize) {
      let luck = createRandomField(0, id);
      let learners = new Int32Array(batchSize);
      let streams = new Int32Array(batchSize);
      const answers = new Int32Array(batchSize);
      const practised = new Int32Array(batchSize * items.size);
      const response = new Float32Array(batchSize);
      const observation = { lastItem: new Int32Array(batchSize), lastScore: new Float32Array(batchSize) };
      return {
        id,
        batchSize,
        items,
        qMatrix,
        reset(options) {
          luck = createRandomField(options.seed, id);
          learners = options.learners.slice();
          streams = options.streams?.slice() ?? new Int32Array(batchSize);
          answers.fill(0);
          practised.fill(0);
          return { observation, info: {} };
        },
        step(actions) {
          for (let b = 0; b < batchSize; b++) {
            response[b] = Number.NaN;
            const item = actions[b]!;
            if (item === NO_ITEM) continue;
            response[b] = answer({
              learner: learners[b]!,
              item,
              answers: answers[b]!,
              practised: practised[b * items.size + item]!++,
              luck: luck.uniform(learners[b]!, streams[b]!, answers[b]!++),
            });
          }
          const none = new Uint8Array(batchSize);
          return {
            observation,
            info: {},
            response,
            reward: new Float64Array(batchSize),
            terminated: none,
            truncated: none,
          };
        },
      };
    },
  };
}
