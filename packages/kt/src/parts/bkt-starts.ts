import { createRandomField, type RandomField } from "@zpd/core";
import type { ConceptAnswers, ConceptParameters, EmSettings } from "./bkt-em";

/** The first start is customary, the others are drawn from these ranges (before the bounds of the fit). */
const CUSTOMARY = { prior: 0.4, learn: 0.15, guess: 0.2, slip: 0.1, forget: 0.05 };
const PRIOR_RANGE = [0.05, 0.95] as const;
const LEARN_RANGE = [0.01, 0.6] as const;
/** Below one half each, so that guess + slip < 1 and "known" means "answers better" at every start. */
const EMISSION_RANGE = [0.01, 0.49] as const;
const FORGET_RANGE = [0.005, 0.2] as const;

/** Makes starting points for EM; each depends on the seed, the concept and the number of the start only. */
export class BktStarts {
  readonly #field: RandomField;
  readonly #settings: EmSettings;

  constructor(seed: number, settings: EmSettings) {
    this.#field = createRandomField(seed, "bkt-starts");
    this.#settings = settings;
  }

  /** Start number `start` (0: the customary one) for a concept. */
  create(answers: ConceptAnswers, concept: number, start: number): ConceptParameters {
    const { maxGuess, maxSlip, minProbability, forgets } = this.#settings;
    const pick = (which: number, customary: number, [low, high]: readonly [number, number], max: number): number => {
      const top = Math.min(high, max);
      if (start === 0) return Math.max(minProbability, Math.min(customary, max));
      const bottom = Math.min(low, top);
      return Math.max(minProbability, bottom + (top - bottom) * this.#field.uniform(concept, start, which));
    };
    const top = 1 - minProbability;
    const prior = pick(0, CUSTOMARY.prior, PRIOR_RANGE, top);
    const column = (length: number, value: number): Float64Array => new Float64Array(length).fill(value);
    return {
      prior: column(answers.trie.roots, prior),
      learn: column(answers.learnGroups, pick(1, CUSTOMARY.learn, LEARN_RANGE, top)),
      guess: column(answers.emissionGroups, pick(2, CUSTOMARY.guess, EMISSION_RANGE, maxGuess)),
      slip: column(answers.emissionGroups, pick(3, CUSTOMARY.slip, EMISSION_RANGE, maxSlip)),
      forget: column(1, forgets ? pick(4, CUSTOMARY.forget, FORGET_RANGE, top) : 0),
      // Half way from the prior to not knowing and to knowing.
      afterFirst: Float64Array.of(Math.max(minProbability, prior / 2), Math.min(top, (1 + prior) / 2)),
    };
  }
}
