import type { AreaComparisonShown, ContentAreaShown, ContentAreasReportInput } from "./content-areas-input";
import { formatCount, formatDifference, formatFixed, formatScore, plural } from "./numbers";
import { type Sentence, sentence } from "./sentence";

export const GAIN_VERDICTS = ["gain", "loss", "cannot tell", "too few"] as const;

/** What the interval of a gain says; `too few` where there is none. */
export type GainVerdict = (typeof GAIN_VERDICTS)[number];

export function gainVerdict(comparison: AreaComparisonShown | undefined): GainVerdict {
  const gain = comparison?.aucGain;
  if (gain === undefined) return "too few";
  if (gain.low > 0) return "gain";
  return gain.high < 0 ? "loss" : "cannot tell";
}

export function comparisonWith(area: ContentAreaShown, model: string): AreaComparisonShown | undefined {
  return area.compared.find((comparison) => comparison.model === model);
}

/** The rarer half of the areas: those behind the median in order of frequency. */
export function rareAreas(areas: readonly ContentAreaShown[]): readonly ContentAreaShown[] {
  return areas.slice(Math.ceil(areas.length / 2));
}

/** `gain in 3, loss in none, cannot tell in 7, too few answers in 2` */
function verdictCounts(areas: readonly ContentAreaShown[], model: string): string {
  const verdicts = areas.map((area) => gainVerdict(comparisonWith(area, model)));
  return GAIN_VERDICTS.flatMap((verdict) => {
    const count = verdicts.filter((other) => other === verdict).length;
    if (verdict === "too few") return count === 0 ? [] : [`too few answers in ${formatCount(count)}`];
    return [`${verdict} in ${count === 0 ? "none" : formatCount(count)}`];
  }).join(", ");
}

/** `the 73 rarest areas together`, as an area of its own; absent where the input has none. */
export function rareTogether({ rare }: ContentAreasReportInput): ContentAreaShown | undefined {
  return rare && { ...rare, area: `the ${formatCount(rare.groups)} rarest areas together` };
}

/** ` The 73 rarest areas together: +0.014 (+0.004 to +0.024), gain.` */
function togetherWords(input: ContentAreasReportInput, model: string): string {
  const together = rareTogether(input);
  const comparison = together && comparisonWith(together, model);
  const gain = comparison?.aucGain;
  if (together === undefined || gain === undefined) return "";
  const name = together.area[0]!.toUpperCase() + together.area.slice(1);
  return ` ${name}: ${formatDifference(gain.mean)} (${formatDifference(gain.low)} to ${formatDifference(gain.high)}), ${gainVerdict(comparison)}.`;
}

/** What the report found: the whole, then each compared model on the rare areas. */
export function areasFinding(input: ContentAreasReportInput): Sentence[] {
  const { model, heldOut, compared, areas } = input;
  const reach = (auc: number | undefined, f1: number): string =>
    `${auc === undefined ? "" : `an AUC of ${formatScore(auc)} and `}an F1 of ${formatScore(f1)}`;
  const rare = rareAreas(areas);
  return [
    sentence(
      { name: model },
      ` reaches ${reach(heldOut.auc, heldOut.f1)} on ${plural(heldOut.answers, "held-out answer")} in ${plural(areas.length, "content area")}.`,
    ),
    ...compared.map((other) =>
      sentence(
        { name: other.model },
        ` reaches ${reach(other.heldOut.auc, other.heldOut.f1)}.`,
        ...(rare.length === 0
          ? []
          : [
              ` On ${rare.length === 1 ? "the rarer area" : `the ${formatCount(rare.length)} rarer areas`} `,
              { name: model },
              ` shows over it: ${verdictCounts(rare, other.model)}.${togetherWords(input, other.model)}`,
            ]),
      ),
    ),
  ];
}

/** What the words and figures mean to somebody who teaches; pairs of a term and its meaning. */
export function readingAid({ heldOut, compared }: ContentAreasReportInput): readonly (readonly [string, string])[] {
  const pairs = heldOut.auc === undefined ? 75 : Math.round(100 * heldOut.auc);
  return [
    [
      "Held-out answers",
      "Answers that the model has not seen. It says how likely each is to be right, and is judged by what the learner did.",
    ],
    [
      "AUC",
      `Take a right and a wrong answer by chance. An AUC of ${formatFixed(pairs / 100, 2)} means that in ${pairs} of 100 such pairs the model had held the right one for likelier. 0.50 is a coin toss, 1.00 is never wrong.`,
    ],
    [
      "F1",
      "How well the answers foretold to be right and those that are right are the same ones, from 0 to 1. It is higher where most answers are right, so compare models within an area, and areas by AUC.",
    ],
    ...(compared.length === 0
      ? []
      : ([
          [
            "Gain",
            "AUC of the model less that of the other, on the same answers. The bar is where the true gain is likely to lie (95\u00a0%). Right of zero: a gain. Left of zero: a loss. Over zero: these answers cannot tell; that is not the same as “no difference”.",
          ],
          [
            "Many areas",
            "Each interval stands for its own area. Of 100 areas without any difference about five would show one by luck, so look for a pattern, not for a single area.",
          ],
        ] as const)),
    [
      "Too few",
      "An area whose held-out answers are all right or all wrong has no AUC, and one with a handful of them has no interval. It is shown and counted, but nothing is concluded from it.",
    ],
  ];
}
