import { createPause, createRandomField, type ItemParameters, type WorkOptions } from "@zpd/core";
import { type Interval, tInterval } from "@zpd/eval";
import { type AdaptiveChoice, type AdaptiveOptions, createAdaptiveTest, playAdaptiveTest } from "@zpd/rl";

/** What an ability is worth that a test found, over made learners whose ability is known; 95 % intervals. */
export interface ChoiceResult {
  readonly choice: AdaptiveChoice;
  /** Mean of estimate - truth. */
  readonly bias: Interval;
  /** Root of the mean squared difference; the interval is the root of that of the mean square. */
  readonly rmse: Interval;
  /** Items given. */
  readonly length: Interval;
}

/** What a choice of items makes of a test, and how it differs from items at random for the same learners. */
export interface AdaptiveStudy {
  /** The choice's own result, then that of `random`, unless that is the choice. */
  readonly results: readonly ChoiceResult[];
  /** Means of own - random, learner by learner, so with narrower intervals than those of the results. */
  readonly difference?: { readonly squaredError: Interval; readonly length: Interval };
}

export interface AdaptiveStudyOptions extends WorkOptions {
  readonly repeats: number;
  readonly seed: number;
  /** Mean and standard deviation of the made abilities, and of the prior that tests start from. */
  readonly mean: number;
  readonly scale: number;
  /** One ability of all made learners. */
  readonly trueAbility?: number;
}

/**
 * Plays a test with made learners, once with its own choice of items and once with a random one. Learner and answers are the
 * same in both. O(repeats x items of a test x I).
 * @throws INVALID_INPUT with fewer than two repeats, and as `createAdaptiveTest`
 */
export async function adaptiveStudy(
  bank: ItemParameters,
  options: AdaptiveOptions & { readonly choice: AdaptiveChoice },
  { repeats, seed, mean, scale, trueAbility, signal, onProgress }: AdaptiveStudyOptions,
): Promise<AdaptiveStudy> {
  const choices: AdaptiveChoice[] = options.choice === "random" ? ["random"] : [options.choice, "random"];
  const played = choices.map((choice) => ({
    choice,
    test: createAdaptiveTest(bank, { ...options, choice }),
    errors: new Float64Array(repeats),
    lengths: new Float64Array(repeats),
  }));
  const field = createRandomField(seed, "adaptive-study");
  const pause = createPause(signal);
  for (let r = 0; r < repeats; r++) {
    const truth = trueAbility ?? mean + scale * field.normal(r);
    // 52 bits are a whole number in a double.
    const start = { seed: Math.floor(field.uniform(r, 1) * 2 ** 52), ability: mean, abilityScale: scale };
    for (const { test, errors, lengths } of played) {
      const { ability, items } = playAdaptiveTest(test, { ...start, trueAbility: truth });
      errors[r] = ability - truth;
      lengths[r] = items.length;
      await pause();
    }
    onProgress?.({ task: "Testing made learners", done: r + 1, total: repeats, unit: "learners" });
  }
  const squares = played.map(({ errors }) => errors.map((error) => error * error));
  const results = played.map(({ choice, errors, lengths }, n) => ({
    choice,
    bias: tInterval(errors),
    rmse: rootOf(tInterval(squares[n]!)),
    length: tInterval(lengths),
  }));
  const [own, random] = played;
  if (random === undefined) return { results };
  const difference = {
    squaredError: tInterval(squares[0]!.map((square, r) => square - squares[1]![r]!)),
    length: tInterval(own!.lengths.map((length, r) => length - random.lengths[r]!)),
  };
  return { results, difference };
}

/** A mean square below 0 is outside what is possible, so the interval ends at 0. */
function rootOf({ value, low, high }: Interval): Interval {
  return { value: Math.sqrt(value), low: Math.sqrt(Math.max(0, low)), high: Math.sqrt(high) };
}
