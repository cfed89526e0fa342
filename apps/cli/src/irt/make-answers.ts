import {
  createNumberedVocabulary,
  createRandomField,
  createRandomStream,
  type InteractionLog,
  type ItemParameters,
  identityQMatrix,
  type LearnerAbilities,
  type QMatrix,
  sigmoid,
} from "@zpd/core";

/** The items a design can have. */
export const DESIGN_MODELS = ["rasch", "2pl", "3pl", "factor"] as const;
export type DesignModel = (typeof DESIGN_MODELS)[number];

/** Standard deviation of the logarithm of made discriminations. */
const DISCRIMINATION_SPREAD = 0.5;
/** Made guesses are uniform up to here: twice the chance of five choices. */
const MAX_GUESS = 0.4;

export interface Design {
  readonly model: DesignModel;
  readonly items: number;
  readonly factors: number;
}

/**
 * Made items `item 1`, `item 2`, …: thresholds N(0, 1); discriminations 1 (rasch), log-normal around 1 (2pl, 3pl), or normal
 * with standard deviations 1, 1/2, 1/3, … by factor; guesses uniform in 0…0.4 (3pl). Equal seeds, equal items.
 */
export function makeItems({ model, items, factors }: Design, seed: number): ItemParameters {
  const random = createRandomStream(seed, "irt-items");
  const slopeOf = (factor: number): number => {
    if (model === "rasch") return 1;
    return model === "factor" ? random.normal() / (factor + 1) : Math.exp(DISCRIMINATION_SPREAD * random.normal());
  };
  return {
    items: createNumberedVocabulary(items, "item ", 1),
    factors,
    discrimination: Float64Array.from({ length: items * factors }, (_, at) => slopeOf(at % factors)),
    threshold: Float64Array.from({ length: items }, () => random.normal()),
    ...(model === "3pl" ? { guess: Float64Array.from({ length: items }, () => MAX_GUESS * random.uniform()) } : {}),
  };
}

/** Made learners `learner 1`, … of independent normal abilities, factor by factor. Equal seeds, equal learners. */
export function makeLearners(
  count: number,
  { mean, scale }: { readonly mean: Float64Array; readonly scale: Float64Array },
  seed: number,
): LearnerAbilities {
  const field = createRandomField(seed, "irt-learners");
  const factors = mean.length;
  const ability = new Float64Array(count * factors);
  for (let at = 0; at < ability.length; at++) {
    const d = at % factors;
    ability[at] = mean[d]! + scale[d]! * field.normal((at - d) / factors, d);
  }
  return {
    learners: createNumberedVocabulary(count, "learner ", 1),
    factors,
    ability,
    abilityScale: new Float64Array(ability.length),
  };
}

/**
 * Every learner's answers to `answers` different items, drawn at random and met in random order. O(learners x answers).
 * @param qMatrix concepts of the items; absent: each item is its own
 */
export function makeAnswers(
  parameters: ItemParameters,
  { learners, ability }: LearnerAbilities,
  answers: number,
  seed: number,
  qMatrix: QMatrix = identityQMatrix(parameters.items),
): InteractionLog {
  const { items, factors, discrimination, threshold, guess } = parameters;
  const random = createRandomStream(seed, "irt-answers");
  const deck = Int32Array.from(items.ids.keys());
  const item = new Int32Array(learners.size * answers);
  const score = new Uint8Array(item.length);
  for (let l = 0, n = 0; l < learners.size; l++) {
    for (let k = 0; k < answers; k++, n++) {
      // The first cards of a shuffle that stops early.
      const from = k + random.integer(deck.length - k);
      const i = deck[from]!;
      deck[from] = deck[k]!;
      deck[k] = i;
      let logit = -threshold[i]!;
      for (let d = 0; d < factors; d++) logit += discrimination[i * factors + d]! * ability[l * factors + d]!;
      const low = guess?.[i] ?? 0;
      item[n] = i;
      score[n] = random.uniform() < low + (1 - low) * sigmoid(logit) ? 1 : 0;
    }
  }
  const offsets = Int32Array.from({ length: learners.size + 1 }, (_, l) => l * answers);
  return { learners, items, qMatrix, offsets, item, score };
}
