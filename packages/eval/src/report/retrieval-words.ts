import type { Interval } from "../types/interval";
import { formatDifference, formatFixed, formatScore, plural } from "./numbers";
import type { RetrievalEstimatorShown, RetrievalMeasure } from "./retrieval-input";
import { bestOf, type EstimatorSummary, pairedDifference } from "./retrieval-summary";
import { type Sentence, sentence } from "./sentence";

export const MEASURE_NAMES: Readonly<Record<RetrievalMeasure, string>> = {
  pearson: "Pearson",
  kendall: "Kendall",
  spearman: "Spearman",
};

/** `0.939 (0.929 to 0.950)` */
export function scoreInterval({ value, low, high }: Interval): string {
  return `${formatScore(value)} (${formatScore(low)} to ${formatScore(high)})`;
}

/** `89.3 % (86.8 to 91.8)` */
export function percentInterval({ value, low, high }: Interval): string {
  const [shown, from, to] = [value, low, high].map((share) => formatFixed(100 * share, 1));
  return `${shown}\u00a0% (${from} to ${to})`;
}

/** What the study found: how well the best retrieves, how the others lie to it, and whether intervals keep their word. */
export function retrievalFinding(summaries: readonly EstimatorSummary[]): Sentence[] {
  const best = bestOf(summaries);
  const name = { name: best.estimator.name };
  const repeats = best.estimator.outcomes.length;
  const found = sentence(
    name,
    ` retrieves the difficulties with a mean Pearson correlation of ${scoreInterval(best.pearson)} over ${plural(repeats, "log")}.`,
  );
  const others = summaries
    .filter((summary) => summary !== best)
    .map(({ estimator }) => {
      const difference = pairedDifference(estimator, best.estimator, "pearson");
      const interval = `${formatDifference(difference.value)} (${formatDifference(difference.low)} to ${formatDifference(difference.high)})`;
      return difference.high < 0
        ? sentence({ name: estimator.name }, ` lies lower on the same logs: ${interval}.`)
        : sentence({ name: estimator.name }, ` cannot be told from it on the same logs: ${interval}.`);
    });
  return [found, ...others, ...(best.coverage90 === undefined ? [] : [coverageSentence(best)])];
}

/** Whether the intervals hold the truth as often as they promise. */
export function coverageSentence({ estimator, coverage90 }: EstimatorSummary): Sentence {
  const { low, high } = coverage90!;
  const verdict = low > 0.9 ? "wider than they need be" : high < 0.9 ? "too narrow" : "in keeping with their promise";
  return sentence(
    "The 90\u00a0% intervals of ",
    { name: estimator.name },
    ` hold the truth in ${percentInterval(coverage90!)} of the cases: ${verdict}.`,
  );
}

/** How often the repeats reach a published draw, to the two decimals it is published with. */
export function reachWords(estimator: RetrievalEstimatorShown, measure: RetrievalMeasure, draw: number): string {
  const rounded = estimator.outcomes.map((outcome) => Number(outcome[measure].toFixed(2)));
  const reached = rounded.filter((correlation) => correlation >= draw).length;
  const place =
    draw < Math.min(...rounded)
      ? "below all of them"
      : draw > Math.max(...rounded)
        ? "above all of them"
        : "within their spread";
  return `${MEASURE_NAMES[measure]} ${formatFixed(draw, 2)}: ${place}, reached by ${reached} of ${plural(rounded.length, "log")}`;
}
