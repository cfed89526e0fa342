import type { RemDifference, RemPairVerdict } from "../types/rem-result";
import { countOf, countWord } from "./numbers";
import { comparesPairs, type PageContext } from "./page-context";
import { simulatorNames } from "./quality-words";
import { type Sentence, sentence } from "./sentence";
import { markedSimulators } from "./simulator-marks";

const capital = (text: string): string => text.replace(/^./u, (letter) => letter.toUpperCase());

/** Whether one simulator's interval lies above zero and another's below. */
function contradict(differences: readonly RemDifference[]): boolean {
  return differences.some(({ low }) => low > 0) && differences.some(({ high }) => high < 0);
}

function oneSide(differences: readonly RemDifference[]): boolean {
  return differences.every(({ low }) => low > 0) || differences.every(({ high }) => high < 0);
}

/** "In three of them", "There". */
function inSome(count: number, all: number): string {
  if (all === 1) return "There";
  return count === all ? "In all of them" : `In ${countWord(count)} of them`;
}

function contradictions(context: PageContext, open: readonly RemPairVerdict[]): Sentence[] {
  const { result, names, quality } = context;
  const found = open.filter(({ perSimulator }) => contradict(perSimulator));
  if (found.length === 0) return [];
  const marked = markedSimulators(result, quality).map(({ simulator }) => simulator);
  const byMarked = found.filter(
    ({ perSimulator }) => !contradict(perSimulator.filter(({ simulator }) => !marked.includes(simulator))),
  );
  const sentences = [
    sentence(
      `${inSome(found.length, open.length)} simulators contradict each other: the interval of the difference lies above zero under one and below zero under another. More learners will not settle that; simulators nearer to real learners, or a trial, may.`,
    ),
  ];
  if (marked.length > 0 && byMarked.length > 0) {
    sentences.push(
      sentence(
        `${capital(countWord(byMarked.length))} of these contradictions ${byMarked.length === 1 ? "is" : "are"} there only because of `,
        ...simulatorNames(marked, names),
        `, which ${marked.length === 1 ? "is" : "are"} marked: mend ${marked.length === 1 ? "that simulator" : "those simulators"} first.`,
      ),
    );
  }
  return sentences;
}

/** What is not decided, why, and what would help. */
export function concludeOpen(context: PageContext): Sentence[] {
  const { result } = context;
  if (!comparesPairs(context)) return [];
  const open = result.verdicts.filter(({ verdict }) => verdict === "cannot tell");
  const all = result.verdicts.length;
  if (open.length === 0)
    return [
      sentence(`Nothing is left open: ${all === 1 ? "the one comparison is" : `all ${all} comparisons are`} decided.`),
    ];
  const corrected = open.filter(({ perSimulator }) => oneSide(perSimulator));
  const unclear = open.filter(({ perSimulator }) => !oneSide(perSimulator) && !contradict(perSimulator));
  const sentences = [
    sentence(
      all === 1
        ? "The one comparison cannot be told. That does not make the two policies equally good."
        : `${open.length} of ${all} comparisons cannot be told. That does not make the policies equally good.`,
    ),
    ...contradictions(context, open),
  ];
  if (unclear.length > 0) {
    const seen =
      result.simulators.length === 1
        ? "the interval of the difference includes zero"
        : "no two simulators contradict each other, but under one or more the interval of the difference includes zero";
    sentences.push(
      sentence(
        `${inSome(unclear.length, open.length)} ${seen}. More learners would help: four times as many halve an interval. More repeats help less, because they are the same learners.`,
      ),
    );
  }
  if (corrected.length > 0) {
    sentences.push(
      sentence(
        `${inSome(corrected.length, open.length)} ${result.simulators.length === 1 ? "the interval lies" : "the intervals of all simulators lie"} on one side of zero, but among ${countOf(result.correction.comparisons, "comparison", "comparisons")} luck gives such a thing too often. More learners would help, or a new study of fewer policies and lengths, chosen before it is played.`,
      ),
    );
  }
  return sentences;
}
