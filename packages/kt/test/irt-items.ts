import {
  createNumberedVocabulary,
  createRandomStream,
  type InteractionLog,
  type ItemParameters,
  identityQMatrix,
} from "@zpd/core";

/** Items of one factor from discriminations, difficulties and guesses. */
export function itemsOf(
  discrimination: readonly number[],
  difficulty: readonly number[],
  guess?: readonly number[],
): ItemParameters {
  return {
    items: createNumberedVocabulary(discrimination.length, "i"),
    factors: 1,
    discrimination: Float64Array.from(discrimination),
    threshold: Float64Array.from(discrimination, (a, i) => a * difficulty[i]!),
    ...(guess === undefined ? {} : { guess: Float64Array.from(guess) }),
  };
}

/** A log of learners who each have a list of [item, score]. */
export function logOfAnswers(
  { items }: Pick<ItemParameters, "items">,
  learners: readonly (readonly (readonly [number, number])[])[],
): InteractionLog {
  const offsets = new Int32Array(learners.length + 1);
  for (const [l, answers] of learners.entries()) offsets[l + 1] = offsets[l]! + answers.length;
  return {
    learners: createNumberedVocabulary(learners.length, "l"),
    items,
    qMatrix: identityQMatrix(items),
    offsets,
    item: Int32Array.from(learners.flat(), ([item]) => item),
    score: Uint8Array.from(learners.flat(), ([, score]) => score),
  };
}

/** P(correct) as the textbook writes it. */
export function probability(
  { discrimination, threshold, guess }: ItemParameters,
  item: number,
  ability: number,
): number {
  const low = guess?.[item] ?? 0;
  return low + (1 - low) / (1 + Math.exp(threshold[item]! - discrimination[item]! * ability));
}

/** Answers of made learners to given items; `share` of the items is met by each. Abilities are N(0,1). */
export function simulateAnswers(
  parameters: ItemParameters,
  learners: number,
  seed: number,
  share = 1,
): { readonly log: InteractionLog; readonly abilities: Float64Array } {
  const random = createRandomStream(seed, "irt-answers");
  const abilities = Float64Array.from({ length: learners }, () => random.normal());
  const rows = [...abilities].map((ability) =>
    [...parameters.discrimination.keys()]
      .filter(() => share === 1 || random.uniform() < share)
      .map((i) => [i, random.uniform() < probability(parameters, i, ability) ? 1 : 0] as const),
  );
  return { log: logOfAnswers(parameters, rows), abilities };
}
