import { findAnswerPair } from "./answer-pairs";
import {
  conceptFeatureNames,
  learnerFeatureNames,
  repeatFeatureNames,
  writeConceptFeatures,
  writeLearnerFeatures,
  writeRepeatFeatures,
} from "./logistic-features";
import type { HistorySetting, LogisticHistory } from "./logistic-history";

/** The fitted weights of the logistic tracer; `I` items, `C` concepts, `E` and `F` decays of learners and concepts. */
export interface LogisticWeights {
  /** `[1]` */
  readonly intercept: Float64Array;
  /** `[I]` */
  readonly itemEffect: Float64Array;
  /** `[C]` each: the concept's own level, and what it adds to the common weights of log(1 + successes), log(1 + failures). */
  readonly conceptEffect: Float64Array;
  readonly successGain: Float64Array;
  readonly failureGain: Float64Array;
  /** In the order of the feature names: `[3 + E]`, `[6 + F]`, `[6]`. */
  readonly learner: Float64Array;
  readonly concept: Float64Array;
  readonly repeat: Float64Array;
}

/** The shape of each weight array: `[size]`. */
export function logisticWeightSizes(setting: HistorySetting): Readonly<Record<keyof LogisticWeights, number>> {
  const concepts = setting.qMatrix.concepts.size;
  return {
    intercept: 1,
    itemEffect: setting.qMatrix.itemCount,
    conceptEffect: concepts,
    successGain: concepts,
    failureGain: concepts,
    learner: learnerFeatureNames(setting).length,
    concept: conceptFeatureNames(setting).length,
    repeat: repeatFeatureNames.length,
  };
}

/** The parts of a logit, so that what depends on the learner alone is worked out once for all items. */
interface LogisticTerms {
  /** Intercept and the learner's features. */
  learner(history: LogisticHistory, row: number): number;
  /** A concept's effect, gains and features. */
  concept(history: LogisticHistory, row: number, concept: number): number;
  /** Features of earlier answers to the item in a slot of `history.pairs`. */
  repeat(history: LogisticHistory, slot: number): number;
  /** The whole logit of one item: learner, item and mean concept terms rounded to single precision, then the repeat term. */
  item(history: LogisticHistory, row: number, item: number, learnerTerm: number): number;
}

function dot(weights: Float64Array, features: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k]! * features[k]!;
  return sum;
}

/** Terms under given weights. Each costs a few dozen operations whatever the history's length. */
export function createLogisticTerms(setting: HistorySetting, weights: LogisticWeights): LogisticTerms {
  const { offsets, concept: conceptsFlat } = setting.qMatrix;
  const learnerScratch = new Float64Array(weights.learner.length);
  const conceptScratch = new Float64Array(weights.concept.length);
  const repeatScratch = new Float64Array(weights.repeat.length);
  const terms: LogisticTerms = {
    learner(history, row) {
      writeLearnerFeatures(setting, history, row, learnerScratch);
      return weights.intercept[0]! + dot(weights.learner, learnerScratch);
    },
    concept(history, row, concept) {
      const effect = weights.conceptEffect[concept]!;
      if (!writeConceptFeatures(setting, history, row, concept, conceptScratch)) return effect;
      return (
        effect +
        weights.successGain[concept]! * conceptScratch[0]! +
        weights.failureGain[concept]! * conceptScratch[1]! +
        dot(weights.concept, conceptScratch)
      );
    },
    repeat(history, slot) {
      writeRepeatFeatures(history, slot, repeatScratch);
      return dot(weights.repeat, repeatScratch);
    },
    item(history, row, item, learnerTerm) {
      const from = offsets[item]!;
      const to = offsets[item + 1]!;
      let sum = 0;
      for (let e = from; e < to; e++) sum += terms.concept(history, row, conceptsFlat[e]!);
      const base = Math.fround(learnerTerm + weights.itemEffect[item]! + (to > from ? sum / (to - from) : 0));
      const slot = findAnswerPair(history.pairs, row, item);
      return slot < 0 ? base : Math.fround(base + terms.repeat(history, slot));
    },
  };
  return terms;
}
