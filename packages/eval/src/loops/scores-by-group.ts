import { assertLength, ZpdError } from "@zpd/core";
import { f1 } from "../metrics/f1";
import { scorePredictions } from "./score-predictions";

/** Which groups items belong to, in compressed rows: a Q-matrix's concepts or a family of covariates, any number an item. */
export interface ItemGroups {
  /** Names of the groups `[G]`. */
  readonly names: readonly string[];
  /** Row starts `[I + 1]`. */
  readonly offsets: ArrayLike<number>;
  /** Group indices, row after row, distinct within a row `[offsets[I]]`. */
  readonly members: ArrayLike<number>;
}

/** The answers to one group's items. */
export interface GroupScores {
  readonly group: string;
  readonly answers: number;
  /** Absent where all answers are right or all wrong. */
  readonly auc?: number;
  /** Threshold one half. */
  readonly f1: number;
}

/**
 * AUC and F1 of probabilities `[N]` against scores `[N]` group by group, the most answered group first and ties in the groups'
 * own order. An answer counts under each group of its item `item[n]`; groups without answers are left out. O(N groups an item).
 * @throws SHAPE, INVALID_INPUT on columns that do not fit, items without a row, groups without a name
 */
export function scoresByGroup(
  probability: ArrayLike<number>,
  score: ArrayLike<number>,
  item: ArrayLike<number>,
  { names, offsets, members }: ItemGroups,
): GroupScores[] {
  const where = "scoresByGroup";
  assertLength(where, "score", score, probability.length, "[N] as probability");
  assertLength(where, "item", item, probability.length, "[N] as probability");
  const answersOf: number[][] = names.map(() => []);
  for (let n = 0; n < item.length; n++) {
    const i = item[n]!;
    if (!(Number.isInteger(i) && i >= 0 && i < offsets.length - 1)) {
      const expected = `items 0…${offsets.length - 2}`;
      throw new ZpdError("INVALID_INPUT", { where, expected, got: `${i} at answer ${n}` });
    }
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const own = answersOf[members[e]!];
      if (own === undefined) {
        const expected = `groups 0…${names.length - 1}`;
        throw new ZpdError("INVALID_INPUT", { where, expected, got: `${members[e]} for item ${i}` });
      }
      own.push(n);
    }
  }
  return answersOf
    .map((answers, g) => ({ answers, group: names[g]! }))
    .filter(({ answers }) => answers.length > 0)
    .sort((a, b) => b.answers.length - a.answers.length)
    .map(({ answers, group }) => {
      const own = Float64Array.from(answers, (n) => probability[n]!);
      const right = Float64Array.from(answers, (n) => score[n]!);
      const { auc } = scorePredictions(own, right);
      return { group, answers: answers.length, ...(auc === undefined ? {} : { auc }), f1: f1(own, right) };
    });
}
