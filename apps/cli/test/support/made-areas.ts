import { createRandomStream, sigmoid } from "@zpd/core";

/** Areas of made items, the frequent ones first: how many items each has. */
const AREAS = { algebra: 30, geometry: 20, sets: 8 } as const;

export interface MadeAreas {
  /** CSV with a row an answer: learner, item, concept (the area), score. */
  readonly answers: string;
  /** CSV with a row an item: item, area, words. */
  readonly items: string;
  readonly areaOf: ReadonlyMap<string, string>;
}

/**
 * Answers of learners who have an ability of their own in each area beside a common one. An item's words tell nothing.
 * Each learner meets `answersEach` different items.
 */
export function makeAreas({ learners = 300, answersEach = 25, seed = 1 } = {}): MadeAreas {
  const random = createRandomStream(seed, "made-areas");
  const areaOf = new Map<string, string>();
  for (const [area, count] of Object.entries(AREAS)) {
    for (let k = 0; k < count; k++) areaOf.set(`${area} ${k}`, area);
  }
  const ids = [...areaOf.keys()];
  const difficulty = ids.map(() => random.normal());
  const answers = ["learner,item,concept,score"];
  for (let l = 0; l < learners; l++) {
    const common = random.normal();
    const own = new Map(Object.keys(AREAS).map((area) => [area, random.normal()]));
    const deck = ids.map((_, i) => i);
    for (let k = 0; k < answersEach; k++) {
      const [i] = deck.splice(random.integer(deck.length), 1);
      const area = areaOf.get(ids[i!]!)!;
      const isRight = random.uniform() < sigmoid(0.5 * common + 1.5 * own.get(area)! - difficulty[i!]!);
      answers.push(`learner ${l},${ids[i!]},${area},${isRight ? 1 : 0}`);
    }
  }
  const items = ids.map((id, i) => `${id},${areaOf.get(id)},${10 + (i % 7)}`);
  return { answers: `${answers.join("\n")}\n`, items: `item,area,words\n${items.join("\n")}\n`, areaOf };
}
