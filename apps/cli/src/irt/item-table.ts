import type { ItemParameters, LearnerAbilities } from "@zpd/core";
import { csvLine } from "../output/csv";

/** Items as columns; the scales may be unknown, and of single items too. */
export interface ItemTable {
  readonly parameters: ItemParameters;
  readonly difficulty: Float64Array;
  readonly difficultyScale?: Float64Array;
  /** Answers to each item `[I]`; absent: no such column. */
  readonly itemAnswers?: Int32Array;
}

/** `item,answers,a,a_sd,b,b_sd`, with `a1 …` for several factors and `c,c_sd` where items have a guess. */
export function* itemTableLines({
  parameters,
  difficulty,
  difficultyScale,
  itemAnswers,
}: ItemTable): Generator<string> {
  const { factors, items, discrimination, discriminationScale, guess, guessScale } = parameters;
  const withScales = discriminationScale !== undefined || difficultyScale !== undefined;
  const slopes = Array.from({ length: factors }, (_, d) => (factors === 1 ? "a" : `a${d + 1}`));
  const names = [...slopes, "b", ...(guess === undefined ? [] : ["c"])];
  yield csvLine([
    "item",
    ...(itemAnswers === undefined ? [] : ["answers"]),
    ...names.flatMap((name) => (withScales ? [name, `${name}_sd`] : [name])),
  ]);
  for (const [i, id] of items.ids.entries()) {
    const values = slopes.map((_, d) => [discrimination[i * factors + d], discriminationScale?.[i * factors + d]]);
    values.push([difficulty[i], difficultyScale?.[i]]);
    if (guess !== undefined) values.push([guess[i], guessScale?.[i]]);
    const cells = values.flatMap(([value, scale]) => (withScales ? [value, scale] : [value]));
    const count = itemAnswers === undefined ? [] : [itemAnswers[i]!];
    yield csvLine([id, ...count, ...cells.map(knownOrBlank)]);
  }
}

/** An unknown standard error is an empty cell. */
function knownOrBlank(value: number | undefined): number | string {
  return value === undefined || Number.isNaN(value) ? "" : value;
}

/** `learner,theta`, with `theta1 …` for several factors. */
export function* learnerTableLines({ learners, factors, ability }: LearnerAbilities): Generator<string> {
  yield csvLine(["learner", ...Array.from({ length: factors }, (_, d) => (factors === 1 ? "theta" : `theta${d + 1}`))]);
  for (const [l, id] of learners.ids.entries()) {
    yield csvLine([id, ...ability.subarray(l * factors, (l + 1) * factors)]);
  }
}
