import type { TruthAgreement } from "../types/truth-agreement";
import { type FindingContext, itemCount, underSimulators } from "./finding";
import { countOf, countWord } from "./numbers";
import { nameList, plainList, type Sentence, sentence } from "./sentence";
import type { LengthStandings } from "./standings";

export interface Conclusions {
  readonly may: readonly Sentence[];
  readonly mayNot: readonly Sentence[];
}

/** Whether the matrix had pairs to decide. */
function comparesPairs({ blocks }: FindingContext): boolean {
  return blocks.some(({ pairs }) => pairs > 0);
}

function decidedPairs(context: FindingContext): Sentence {
  const { blocks } = context;
  const counts = blocks.map(({ length, decided, pairs }) => `${decided} of ${pairs} after ${itemCount(length)}`);
  return sentence(
    `Where a pair is marked better or worse (${plainList(counts)}), prefer the better policy: among the learners simulated here its lead holds under ${underSimulators(context)}, with the 95\u00a0% interval of the paired difference clear of zero.`,
  );
}

/** At one length: the policies that nobody beats, when that says more than the order of the table. */
function unbeaten({ names }: FindingContext, { length, standings, decided }: LengthStandings): Sentence[] {
  const top = standings.filter(({ worse, open, better }) => worse.length === 0 && open.length + better.length > 0);
  if (decided === 0 || top.length < 2) return [];
  return [
    sentence(
      `After ${itemCount(length)} no policy is shown to be better than `,
      ...nameList(top.map(({ policy }) => names.policy(policy))),
      ". Choose among them on other grounds: effort, content, what teachers prefer.",
    ),
  ];
}

function agreementWithTruth(truth: TruthAgreement): Sentence {
  const decided = truth.counts.right + truth.counts.wrong;
  if (decided === 0)
    return sentence("The truth of the made course is known; the matrix decided no pair, so it made no mistake either.");
  return sentence(
    `The truth of the made course is known: of ${countOf(decided, "verdict", "verdicts")} that it can judge, ${truth.counts.right} ${truth.counts.right === 1 ? "is" : "are"} right and ${truth.counts.wrong} wrong.`,
  );
}

/**
 * What a reader may and may not take from this matrix; both lists depend on the result. O(lengths * policies).
 */
export function conclusionsOf(context: FindingContext, truth: TruthAgreement | undefined): Conclusions {
  const { result, blocks, scoreName } = context;
  const may: Sentence[] = [];
  const mayNot: Sentence[] = [];
  const decided = blocks.reduce((sum, block) => sum + block.decided, 0);
  const pairs = blocks.reduce((sum, block) => sum + block.pairs, 0);

  if (decided > 0) may.push(decidedPairs(context));
  for (const block of blocks) may.push(...unbeaten(context, block));
  if (comparesPairs(context) && decided === 0)
    may.push(
      sentence(
        "Choose on other grounds than this matrix, or play more learners or repeats: an interval halves when four times as many learners are played.",
      ),
    );
  if (!comparesPairs(context))
    may.push(
      sentence(
        `Read the ${scoreName}s as a description of what was played. Play a second policy, such as random, to have something to compare with.`,
      ),
    );
  if (truth !== undefined) may.push(agreementWithTruth(truth));

  if (decided < pairs)
    mayNot.push(
      sentence(
        "That two policies marked “cannot tell” are equally good. The simulators disagree, or the difference is too small for the number of learners played.",
      ),
    );
  mayNot.push(
    result.simulators.length === 1
      ? sentence(
          "That a lead is robust. With one simulator a policy may win because it plans with the very model that simulates; play at least two unlike ones.",
        )
      : sentence(
          `That agreement is proof. ${countWord(result.simulators.length).replace(/^./, (letter) => letter.toUpperCase())} simulators fitted to the same answers can share the same error; a trial with learners is the test.`,
        ),
  );
  const r2 = result.rewardModel.r2;
  mayNot.push(
    sentence(
      `That learners will reach these scores. Each is a ${scoreName} of simulated learners, not a test that anybody sat.`,
      r2 === undefined
        ? ""
        : ` The model that predicts it explains ${Math.round(100 * r2)} % of the variance of the tests it was fitted to.`,
    ),
  );
  mayNot.push(
    sentence(
      `Anything about other items, other groups of learners, or lengths other than ${plainList(result.lengths)}.`,
    ),
  );
  if (pairs >= 20)
    mayNot.push(
      sentence(
        `That every single verdict is safe: with ${pairs} comparisons some may be luck. Asking every simulator to agree makes that rarer, not impossible.`,
      ),
    );
  return { may, mayNot };
}
