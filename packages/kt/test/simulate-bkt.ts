import { createRandomStream, createVocabulary, type InteractionLog, type QMatrix } from "@zpd/core";

/** A planted BKT world with one concept per item; parameters by item. */
export interface PlantedItem {
  readonly learn: number;
  readonly guess: number;
  readonly slip: number;
}

export interface PlantedCourse {
  readonly qMatrix: QMatrix;
  readonly items: readonly PlantedItem[];
  readonly prior: number;
  readonly forget: number;
}

/**
 * Learners who follow BKT to the letter: know or not, answer, then maybe learn or forget. Items come at random.
 */
export function simulateBkt(
  { qMatrix, items, prior, forget }: PlantedCourse,
  { seed, learners, answersEach }: { seed: number; learners: number; answersEach: number },
): InteractionLog {
  const random = createRandomStream(seed, "simulate-bkt");
  const item = new Int32Array(learners * answersEach);
  const score = new Uint8Array(item.length);
  for (let l = 0, n = 0; l < learners; l++) {
    const known = Array.from({ length: qMatrix.concepts.size }, () => random.uniform() < prior);
    for (let t = 0; t < answersEach; t++, n++) {
      item[n] = random.integer(items.length);
      const concept = qMatrix.concept[item[n]!]!;
      const { learn, guess, slip } = items[item[n]!]!;
      score[n] = random.uniform() < (known[concept]! ? 1 - slip : guess) ? 1 : 0;
      const changes = random.uniform() < (known[concept]! ? forget : learn);
      if (changes) known[concept] = !known[concept];
    }
  }
  return {
    learners: createVocabulary(Array.from({ length: learners }, (_, l) => `l${l}`)),
    items: createVocabulary(items.map((_, i) => `i${i}`)),
    qMatrix,
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * answersEach),
    item,
    score,
  };
}
