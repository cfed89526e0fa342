import { assertLength, assertThat, ZpdError } from "@zpd/core";
import { sortKeys, toOrderedKeys } from "../maths/radix-sort";

/** Scores of the wrong and of the right answers, each ascending: unsigned keys for float32 input, else doubles. */
interface SortedClasses {
  readonly wrong: Uint32Array | Float64Array;
  readonly right: Uint32Array | Float64Array;
}

/**
 * Area under the ROC curve: the share of (right, wrong) pairs in which the right answer got the higher value, a tie
 * counting one half (Mann and Whitney 1947). Exact: no bins, ties by equality of the numbers given.
 *
 * `probability` `[N]` may be any score (logits too), not NaN. `score` `[N]` must be 0 or 1: with fractional scores there
 * are no two classes, round them first if that is what you mean.
 *
 * O(N): the two classes are radix-sorted on their float bits and merged (doubles that come as `Float64Array` or plain
 * arrays: the engine's own numeric sort). About 16 bytes of memory an answer.
 * @throws SHAPE, INVALID_INPUT on NaN, on fractional scores and when all answers are right or all wrong (no pair exists,
 *   so there is no area; 0.5 would be an invention)
 */
export function auc(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  const { wrong, right } = sortClasses(probability, score);
  assertThat(wrong.length > 0 && right.length > 0, "INVALID_INPUT", {
    where: "auc",
    expected: "both right and wrong answers",
    got: `${right.length} right and ${wrong.length} wrong`,
    advice: "leave the area out for such a part of the data",
  });
  // Counted in halves, so that every sum is a whole number: exact below 2^53, that is up to 67 M x 67 M answers.
  let halfPairs = 0;
  let below = 0;
  let notAbove = 0;
  for (let n = 0; n < right.length; n++) {
    const value = right[n]!;
    while (below < wrong.length && wrong[below]! < value) below++;
    if (notAbove < below) notAbove = below;
    while (notAbove < wrong.length && wrong[notAbove] === value) notAbove++;
    halfPairs += below + notAbove;
  }
  return halfPairs / 2 / wrong.length / right.length;
}

function sortClasses(probability: ArrayLike<number>, score: ArrayLike<number>): SortedClasses {
  assertLength("auc", "score", score, probability.length, "[N] as probability");
  const total = score.length;
  let rightCount = 0;
  for (let n = 0; n < total; n++) {
    const value = score[n]!;
    if (value === 1) rightCount++;
    else if (value !== 0) throw faulty("scores of 0 or 1", value, n);
  }
  if (probability instanceof Float32Array) {
    const right = new Float32Array(rightCount);
    const wrong = new Float32Array(total - rightCount);
    divide(probability, score, wrong, right);
    return { wrong: sortFloats(wrong), right: sortFloats(right) };
  }
  const right = new Float64Array(rightCount);
  const wrong = new Float64Array(total - rightCount);
  divide(probability, score, wrong, right);
  return { wrong: wrong.sort(), right: right.sort() };
}

function sortFloats(values: Float32Array<ArrayBuffer>): Uint32Array {
  return sortKeys(toOrderedKeys(new Uint32Array(values.buffer)));
}

function divide(
  probability: ArrayLike<number>,
  score: ArrayLike<number>,
  wrong: Float32Array | Float64Array,
  right: Float32Array | Float64Array,
): void {
  let wrongAt = 0;
  let rightAt = 0;
  for (let n = 0; n < score.length; n++) {
    const value = probability[n]!;
    if (Number.isNaN(value)) throw faulty("probabilities that are numbers", value, n);
    if (score[n] === 1) right[rightAt++] = value;
    else wrong[wrongAt++] = value;
  }
}

function faulty(expected: string, value: number, answer: number): ZpdError {
  return new ZpdError("INVALID_INPUT", { where: "auc", expected, got: `${value} at answer ${answer}` });
}
