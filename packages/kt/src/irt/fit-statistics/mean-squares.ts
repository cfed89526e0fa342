import {
  type FitWarning,
  type InteractionLog,
  type ItemParameters,
  type LearnerAbilities,
  sigmoid,
  ZpdError,
} from "@zpd/core";
import { checkSameItems } from "../ability/check-same-items";
import { checkLearnerAnswers } from "../ability/learner-answers";
import { checkOneFactor } from "../information/check-one-factor";

/**
 * Mean squares of items or learners; NaN for those without an answer. Expected value 1: above it noise, below it too
 * little.
 */
export interface MeanSquares {
  /** Answers that count. */
  readonly answers: Int32Array;
  /** Weighted by the information of each answer: sensitive near the item's difficulty. */
  readonly infit: Float64Array;
  /** Infit as a standard normal deviate (Wilson-Hilferty). */
  readonly infitStandardised: Float64Array;
  /** The plain mean of squared standardised residuals: sensitive to surprises far off. */
  readonly outfit: Float64Array;
  readonly outfitStandardised: Float64Array;
}

export interface MeanSquareFit {
  /** `[I]` */
  readonly items: MeanSquares;
  /** `[L]` */
  readonly learners: MeanSquares;
  readonly warnings: readonly FitWarning[];
}

/** Sums over the answers of each item or learner, five to a row. */
const RESIDUAL = 0;
const VARIANCE = 1;
const STANDARDISED = 2;
const INFIT_SPREAD = 3;
const OUTFIT_SPREAD = 4;
const SUMS = 5;

/**
 * (m^(1/3) - 1) 3 / q + q / 3: a mean square of expectation 1 and standard deviation q as a standard normal. Wright &
 * Masters (1982).
 */
function standardise(meanSquare: number, q: number): number {
  // Where every answer is a coin's toss, squared residuals are all alike: no mean square but 1 is possible.
  if (q === 0) return 0;
  return (Math.cbrt(meanSquare) - 1) * (3 / q) + q / 3;
}

function summarise(sums: Float64Array, answers: Int32Array): MeanSquares {
  const of = (value: (row: number, n: number) => number): Float64Array =>
    Float64Array.from(answers, (n, k) => (n === 0 ? Number.NaN : value(k * SUMS, n)));
  const infit = of((row) => sums[row + RESIDUAL]! / sums[row + VARIANCE]!);
  const outfit = of((row, n) => sums[row + STANDARDISED]! / n);
  return {
    answers,
    infit,
    infitStandardised: of((row) =>
      standardise(infit[row / SUMS]!, Math.sqrt(Math.max(0, sums[row + INFIT_SPREAD]!)) / sums[row + VARIANCE]!),
    ),
    outfit,
    outfitStandardised: of((row, n) =>
      standardise(outfit[row / SUMS]!, Math.sqrt(Math.max(0, sums[row + OUTFIT_SPREAD]! - n)) / n),
    ),
  };
}

/**
 * Infit and outfit mean squares of every item and every learner, with standardised values. Wright & Masters (1982):
 * with residual y = x - P, variance W = P (1 - P) and fourth moment C = W (1 - 3 W),
 *
 *   outfit = mean of y² / W,  its variance (sum C / W² - n) / n²
 *   infit = sum y² / sum W,   its variance sum (C - W²) / (sum W)²
 *
 * Made for Rasch and 1PL items; the formulas hold for any P, the usual limits (0.7 to 1.3, say) do not. Take abilities
 * from answers of the same log: the variances take them as known, so standardised values are somewhat too small in
 * absolute value for short tests.
 *
 * Answers of learners whose ability is infinite or NaN are left out and counted in `warnings`. O(N).
 *
 * @throws INVALID_INPUT on scores other than 0 and 1, other items than the parameters' or other learners than the
 * abilities'; UNSUPPORTED on several factors
 */
export function meanSquareFit(
  log: InteractionLog,
  parameters: ItemParameters,
  abilities: LearnerAbilities,
): MeanSquareFit {
  const where = "meanSquareFit";
  const itemCount = checkOneFactor(where, parameters);
  checkSameItems(where, log, parameters);
  const learnerCount = checkLearnerAnswers(where, log, itemCount);
  if (abilities.factors !== 1 || abilities.ability.length !== learnerCount) {
    const got = `${abilities.ability.length} values of ${abilities.factors} factors`;
    throw new ZpdError("INVALID_INPUT", { where, expected: `one ability for each of ${learnerCount} learners`, got });
  }
  const itemSums = new Float64Array(itemCount * SUMS);
  const learnerSums = new Float64Array(learnerCount * SUMS);
  const itemAnswers = new Int32Array(itemCount);
  const learnerAnswers = new Int32Array(learnerCount);
  const add = (sums: Float64Array, row: number, square: number, variance: number): void => {
    sums[row + RESIDUAL]! += square;
    sums[row + VARIANCE]! += variance;
    sums[row + STANDARDISED]! += square / variance;
    sums[row + INFIT_SPREAD]! += variance * (1 - 4 * variance);
    sums[row + OUTFIT_SPREAD]! += (1 - 3 * variance) / variance;
  };
  const { discrimination, threshold, guess } = parameters;
  const without: string[] = [];
  for (let l = 0; l < learnerCount; l++) {
    const ability = abilities.ability[l]!;
    if (!Number.isFinite(ability)) {
      without.push(log.learners.ids[l]!);
      continue;
    }
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
      const i = log.item[n]!;
      const low = guess === undefined ? 0 : guess[i]!;
      const z = discrimination[i]! * ability - threshold[i]!;
      // Both probabilities from the logit, so that the smaller one keeps its digits.
      const right = low + (1 - low) * sigmoid(z);
      const wrong = (1 - low) * sigmoid(-z);
      const variance = right * wrong;
      const square = log.score[n] === 1 ? wrong * wrong : right * right;
      itemAnswers[i]!++;
      learnerAnswers[l]!++;
      add(itemSums, i * SUMS, square, variance);
      add(learnerSums, l * SUMS, square, variance);
    }
  }
  const message = `${without.length} of ${learnerCount} learners have no finite ability; their answers are left out`;
  return {
    items: summarise(itemSums, itemAnswers),
    learners: summarise(learnerSums, learnerAnswers),
    warnings: without.length === 0 ? [] : [{ code: "ABILITY_INFINITE", message, ids: without }],
  };
}
