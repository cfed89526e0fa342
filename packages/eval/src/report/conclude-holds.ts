import type { TruthAgreement } from "../types/truth-agreement";
import { itemCount, underSimulators } from "./finding";
import { countOf, countWord, formatShare } from "./numbers";
import { comparesPairs, decidedPairs, type PageContext } from "./page-context";
import { failedFigures, simulatorNames } from "./quality-words";
import { rankingAt, rankingSentence } from "./ranking-words";
import { nameList, plainList, type Sentence, sentence } from "./sentence";
import { markedSimulators } from "./simulator-marks";
import type { LengthStandings } from "./standings";

/** More leads than these are left to the graph. */
const NAMED_LEADS = 3;

/** Verdicts that stand at every length, by the policy that leads. */
function leads({ result, blocks, names }: PageContext): Sentence[] {
  const [first] = blocks;
  const always = first!.standings.flatMap(({ policy }) => {
    const beaten = first!.standings
      .map((other) => other.policy)
      .filter((other) => blocks.every((block) => block.compare(policy, other)?.verdict === "better"));
    return beaten.length === 0 ? [] : [{ policy, beaten }];
  });
  always.sort((a, b) => b.beaten.length - a.beaten.length);
  const when = blocks.length === 1 ? `After ${itemCount(result.lengths[0]!)}, ` : "At every length, ";
  const shown = always.length > NAMED_LEADS + 1 ? always.slice(0, NAMED_LEADS) : always;
  const rest = always.length - shown.length;
  const sentences = shown.map(({ policy, beaten }) =>
    sentence(when, { name: names.policy(policy) }, " is better than ", ...nameList(beaten.map(names.policy)), "."),
  );
  if (rest > 0) {
    const word = countWord(rest).replace(/^./u, (letter) => letter.toUpperCase());
    sentences.push(sentence(`${word} more policies have such leads; the verdicts below show them all.`));
  }
  return sentences;
}

/** The ranking of a length, or its policies that nothing is better than where that says more than the table. */
function orderAt(context: PageContext, block: LengthStandings): Sentence[] {
  const { names } = context;
  const { length, standings, decided } = block;
  if (decided === 0) return [];
  if (rankingAt(context, length).groups !== undefined)
    return [rankingSentence(context, block, `After ${itemCount(length)} the verdicts`)];
  const top = standings.filter(({ worse, open, better }) => worse.length === 0 && open.length + better.length > 0);
  if (top.length < 2) return [];
  return [
    sentence(
      `After ${itemCount(length)} the verdicts form no ranking, and no policy is shown to be better than `,
      ...nameList(top.map(({ policy }) => names.policy(policy))),
      ". Choose among them on other grounds: effort, content, what teachers prefer.",
    ),
  ];
}

/** Whether the simulators that agree are like real learners. */
function likeness({ result, names, quality }: PageContext): Sentence[] {
  if (quality.size === 0) return [sentence("How like real learners the simulators are was not looked at here.")];
  const sentences: Sentence[] = [];
  const marked = markedSimulators(result, quality);
  for (const entry of marked) {
    sentences.push(
      sentence(
        { name: names.simulator(entry.simulator) },
        ` is marked: its learners are not like those of the log in ${plainList(failedFigures(entry))}.`,
      ),
    );
  }
  if (marked.length > 0 && marked.length === result.simulators.length) {
    sentences.push(
      sentence(
        "So no verdict rests on a simulator that stood every comparison with the log; take all with great care.",
      ),
    );
  } else if (marked.length > 0) {
    sentences.push(
      sentence(
        "A marked simulator can withhold a verdict but not make one: the simulators without a mark agree to each that is decided.",
      ),
    );
  }
  const unseen = result.simulators.filter((id) => (quality.get(id)?.figures.length ?? 0) === 0);
  if (unseen.length > 0) {
    sentences.push(
      sentence(
        ...simulatorNames(unseen, names),
        ` ${unseen.length === 1 ? "was" : "were"} not compared with the learners of the log.`,
      ),
    );
  }
  return sentences;
}

function agreementWithTruth(truth: TruthAgreement): Sentence {
  const judged = truth.counts.right + truth.counts.wrong;
  if (judged === 0)
    return sentence("The truth of the made course is known, but the matrix decided no pair that the truth can judge.");
  return sentence(
    `The truth of the made course is known: of ${countOf(judged, "verdict", "verdicts")} that it can judge, ${truth.counts.right} ${truth.counts.right === 1 ? "is" : "are"} right and ${truth.counts.wrong} wrong.`,
  );
}

/** How many verdicts the other reward models share. */
function sharing({ result }: PageContext): Sentence[] {
  const { otherRewardModels = [], verdicts } = result;
  if (otherRewardModels.length === 0) return [];
  const told = verdicts.filter(({ verdict }) => verdict !== "cannot tell");
  const shared = told.filter(({ unshared = [] }) => unshared.length === 0).length;
  const one = otherRewardModels.length === 1;
  const models = `${one ? "the other reward model" : "all other reward models"} (${plainList(otherRewardModels.map(({ id }) => id))})`;
  if (shared === told.length) return [sentence(`Every verdict is shared by ${models}.`)];
  if (shared === 0) return [sentence(`No verdict is shared by ${models}: each hangs on that choice.`)];
  return [
    sentence(
      `${shared} of the ${told.length} verdicts ${shared === 1 ? "is" : "are"} shared by ${models}; the others, marked †, hang on that choice.`,
    ),
  ];
}

/** Which verdicts hold, after which correction, under which simulators. */
export function concludeHolds(context: PageContext): Sentence[] {
  const { result, blocks, names, scoreName, input } = context;
  const truth = input.truth === undefined ? [] : [agreementWithTruth(input.truth)];
  if (!comparesPairs(context)) {
    return [
      sentence(
        `The ${scoreName}s describe what was played, and nothing was there to compare them with. Play a second policy, such as random.`,
      ),
      ...likeness(context),
      ...truth,
    ];
  }
  const { decided, pairs } = decidedPairs(context);
  if (decided === 0) {
    return [
      sentence(
        `${pairs === 1 ? "The one comparison is not" : `None of the ${pairs} comparisons is`} decided. Choose on other grounds than this matrix.`,
      ),
      ...likeness(context),
      ...truth,
    ];
  }
  const counts = blocks.map(({ length, decided: told, pairs: all }) => `${told} of ${all} after ${itemCount(length)}`);
  const { level, comparisons } = result.correction;
  const several = result.simulators.length > 1;
  return [
    sentence(
      `Where a pair is marked better or worse (${plainList(counts)}), prefer the better policy: its lead holds under ${underSimulators(context)}`,
      ...(several ? [" (", ...simulatorNames(result.simulators, names), ")"] : []),
      `, ${several ? "each time " : ""}with the whole 95\u00a0% interval of the paired difference on one side of zero.`,
    ),
    sentence(
      comparisons === 1
        ? `There was one comparison, so nothing had to be corrected; were the simulators right, luck would make the verdict wrong in at most ${formatShare(level, 1)} of such studies.`
        : `The verdicts are corrected for all ${comparisons} comparisons of the study (Holm’s method): were the simulators right, luck would make any of them wrong in at most ${formatShare(level, 1)} of such studies.`,
    ),
    ...sharing(context),
    ...likeness(context),
    ...leads(context),
    ...blocks.flatMap((block) => orderAt(context, block)),
    ...truth,
  ];
}
