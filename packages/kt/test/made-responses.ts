import { createNumberedVocabulary, createRandomStream, type InteractionLog, identityQMatrix, sigmoid } from "@zpd/core";

export interface MadeResponsesOptions {
  readonly seed: number;
  readonly learners: number;
  readonly items: number;
  readonly answersEach: number;
  readonly factors?: number;
}

export interface MadeResponses {
  readonly train: InteractionLog;
  /** Other answers of the same learners, an eighth as many. */
  readonly test: InteractionLog;
  /** `[L, D]` */
  readonly ability: Float64Array;
  /** `[I, D]` */
  readonly discrimination: Float64Array;
  /** `[I]` */
  readonly threshold: Float64Array;
}

/** Answers drawn from logit = discrimination . ability - threshold, items at random. */
export function makeResponses({
  seed,
  learners,
  items,
  answersEach,
  factors = 1,
}: MadeResponsesOptions): MadeResponses {
  const random = createRandomStream(seed, "made-responses");
  const ability = Float64Array.from({ length: learners * factors }, () => random.normal());
  const discrimination = Float64Array.from({ length: items * factors }, () => Math.exp(0.3 * random.normal()));
  const threshold = Float64Array.from({ length: items }, () => random.normal());
  const itemIds = createNumberedVocabulary(items, "item ");
  const learnerIds = createNumberedVocabulary(learners, "learner ");
  const draw = (each: number): InteractionLog => {
    const item = new Int32Array(learners * each);
    const score = new Uint8Array(item.length);
    for (let n = 0; n < item.length; n++) {
      const l = Math.floor(n / each);
      const i = random.integer(items);
      let logit = -threshold[i]!;
      for (let d = 0; d < factors; d++) logit += discrimination[i * factors + d]! * ability[l * factors + d]!;
      item[n] = i;
      score[n] = random.uniform() < sigmoid(logit) ? 1 : 0;
    }
    return {
      learners: learnerIds,
      items: itemIds,
      qMatrix: identityQMatrix(itemIds),
      offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * each),
      item,
      score,
    };
  };
  return { train: draw(answersEach), test: draw(Math.ceil(answersEach / 8)), ability, discrimination, threshold };
}

/** Mean log loss of probabilities `[N]`, natural logarithm. */
export function meanLogLoss(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  let loss = 0;
  for (let n = 0; n < score.length; n++) loss -= Math.log(score[n] === 1 ? probability[n]! : 1 - probability[n]!);
  return loss / score.length;
}

export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let k = 0; k < n; k++) {
    meanX += x[k]! / n;
    meanY += y[k]! / n;
  }
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let k = 0; k < n; k++) {
    xy += (x[k]! - meanX) * (y[k]! - meanY);
    xx += (x[k]! - meanX) ** 2;
    yy += (y[k]! - meanY) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}
