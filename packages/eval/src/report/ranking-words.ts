import type { RemRanking } from "../types/rem-ranking";
import type { FindingContext } from "./finding";
import { countOf } from "./numbers";
import { nameList, type Sentence, sentence } from "./sentence";
import type { LengthStandings } from "./standings";

/** More pairs than these are counted, not named. */
const NAMED_PAIRS = 3;

/** The ranking of one length. */
export function rankingAt({ result }: Pick<FindingContext, "result">, length: number): RemRanking {
  return result.rankings.find((ranking) => ranking.length === length)!;
}

/** "a and b, c and d, and seven other pairs". */
export function pairList(
  pairs: readonly (readonly [string, string])[],
  name: (policy: string) => string,
  limit = NAMED_PAIRS,
): Sentence {
  const shown = pairs.length > limit + 1 ? pairs.slice(0, limit) : pairs;
  const rest = pairs.length - shown.length;
  return sentence(
    ...shown.flatMap(
      ([a, b], index): Sentence => [
        index === 0 ? "" : rest === 0 && index === shown.length - 1 ? "; and " : "; ",
        { name: name(a) },
        " and ",
        { name: name(b) },
      ],
    ),
    rest === 0 ? "" : `; and ${countOf(rest, "other pair", "other pairs")}`,
  );
}

/**
 * What the verdicts of one length make of the policies: a ranking with its places, or what stands in its way.
 * @param block with two policies or more
 * @param subject what the sentence starts with, such as "The verdicts"
 */
export function rankingSentence(context: FindingContext, block: LengthStandings, subject: string): Sentence {
  const { names } = context;
  const { groups, untold } = rankingAt(context, block.length);
  if (block.decided === 0) return sentence(`${subject} decide no pair, so they form no ranking.`);
  if (groups === undefined) {
    return sentence(
      `${subject} form no ranking: ${untold.length === 1 ? "one undecided pair stands" : `${untold.length} undecided pairs stand`} in its way (`,
      ...pairList(untold, names.policy),
      ").",
    );
  }
  return sentence(
    `${subject} form a ranking: `,
    ...groups.flatMap(
      (group, place): Sentence => [
        `${place === 0 ? "" : ", "}${place + 1}. `,
        ...nameList(group.map(names.policy), group.length),
      ],
    ),
    ".",
    groups.some((group) => group.length > 1) ? " Those who share a place are not told apart." : "",
  );
}
