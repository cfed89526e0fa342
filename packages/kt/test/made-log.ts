import { createRandomStream, createVocabulary, type InteractionLog, qMatrixFromIds } from "@zpd/core";

/** Concepts of the made course: single ones, two items with two, one item without, and concept "d" that nobody meets. */
const conceptsOfItem = [["a"], ["a"], ["a"], ["b"], ["b"], ["c"], ["c"], ["a", "b"], ["b", "c"], [], ["d"]];
/** Items that are offered; the last one, of concept "d", never is. */
const offered = conceptsOfItem.length - 1;

export interface MadeLogOptions {
  readonly seed: number;
  readonly learners: number;
  readonly answersEach: number;
  /** Answers by coin instead of by a learner who gets better. */
  readonly coin?: boolean;
}

/** Learners who answer random items and get better from answer to answer. */
export function makeLog({ seed, learners, answersEach, coin = false }: MadeLogOptions): InteractionLog {
  const random = createRandomStream(seed, "made-log");
  const item = new Int32Array(learners * answersEach);
  const score = new Uint8Array(item.length);
  for (let l = 0, n = 0; l < learners; l++) {
    const ability = random.normal();
    for (let t = 0; t < answersEach; t++, n++) {
      item[n] = random.integer(offered);
      const correct = coin ? 0.5 : 1 / (1 + Math.exp(-(ability + 0.1 * t - 0.2 * item[n]!)));
      score[n] = random.uniform() < correct ? 1 : 0;
    }
  }
  return {
    learners: createVocabulary(Array.from({ length: learners }, (_, l) => `learner${l}`)),
    items: createVocabulary(conceptsOfItem.map((_, i) => `item${i}`)),
    qMatrix: qMatrixFromIds(conceptsOfItem),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * answersEach),
    item,
    score,
  };
}
