import { createNumberedVocabulary, createRandomStream, type InteractionLog, identityQMatrix, sigmoid } from "@zpd/core";

export interface MadeAreas {
  readonly train: InteractionLog;
  readonly test: InteractionLog;
  /** Area of each item `[I]`; 0 is the most answered. */
  readonly areaOf: readonly string[];
  /** Whether each item's area is rare `[I]`. */
  readonly isRare: readonly boolean[];
  /** P(correct) of each test answer. */
  readonly truth: Float64Array;
}

const AREAS = 8;
/** Areas from this one on are rare. */
const FIRST_RARE = 3;

/**
 * Learners with one general and two special abilities; each area asks for a mix of the special ones of its own, and an item
 * follows its area closely. Every area has 30 items; of the training answers 8 % go to the five rare areas together, of the
 * test answers half.
 */
export function makeAreas({
  seed,
  learners,
  answersEach,
}: {
  seed: number;
  learners: number;
  answersEach: number;
}): MadeAreas {
  const random = createRandomStream(seed, "made-areas");
  const itemCount = AREAS * 30;
  const area = Int32Array.from({ length: itemCount }, (_, i) => i % AREAS);
  const mix = Float64Array.from({ length: AREAS * 2 }, (_, at) => (Math.floor(at / 2) % 2 === at % 2 ? 1.8 : 0.2));
  const ability = Float64Array.from({ length: learners * 3 }, () => random.normal());
  const threshold = Float64Array.from({ length: itemCount }, () => 0.7 * random.normal());
  const general = Float64Array.from({ length: itemCount }, () => 0.6 * Math.exp(0.2 * random.normal()));
  const items = createNumberedVocabulary(itemCount, "item ");
  const byArea = Array.from({ length: AREAS }, (_, a) => Array.from(area.keys()).filter((i) => area[i] === a));
  const truths: number[][] = [];
  const draw = (each: number, rareShare: number): InteractionLog => {
    const item = new Int32Array(learners * each);
    const score = new Uint8Array(item.length);
    const truth: number[] = [];
    for (let n = 0; n < item.length; n++) {
      const l = Math.floor(n / each);
      const isRare = random.uniform() < rareShare;
      const own = isRare ? FIRST_RARE + random.integer(AREAS - FIRST_RARE) : random.integer(FIRST_RARE);
      const i = byArea[own]![random.integer(byArea[own]!.length)]!;
      const special = mix[2 * own]! * ability[3 * l + 1]! + mix[2 * own + 1]! * ability[3 * l + 2]!;
      const right = sigmoid(general[i]! * ability[3 * l]! + special - threshold[i]!);
      item[n] = i;
      truth.push(right);
      score[n] = random.uniform() < right ? 1 : 0;
    }
    truths.push(truth);
    return {
      learners: createNumberedVocabulary(learners, "learner "),
      items,
      qMatrix: identityQMatrix(items),
      offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * each),
      item,
      score,
    };
  };
  const train = draw(answersEach, 0.08);
  const test = draw(20, 0.5);
  return {
    train,
    test,
    areaOf: Array.from(area, (a) => `area ${a}`),
    isRare: Array.from(area, (a) => a >= FIRST_RARE),
    truth: Float64Array.from(truths[1]!),
  };
}
