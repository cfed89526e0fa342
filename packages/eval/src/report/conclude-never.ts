import { countWord } from "./numbers";
import { comparesPairs, type PageContext } from "./page-context";
import { plainList, type Sentence, sentence } from "./sentence";

/** What no matrix can show, whatever its verdicts. */
export function concludeNever(context: PageContext): Sentence[] {
  const { result, scoreName } = context;
  const { r2, r2LeaveOneOut } = result.rewardModel;
  const percent = (share: number): string => `${Math.round(100 * share)} %`.replace("-", "\u2212");
  const foretold =
    r2 === undefined
      ? ""
      : ` The model that predicts it explains ${percent(r2)} of the variance of the tests it was fitted to${
          r2LeaveOneOut === undefined ? "" : `, and ${percent(r2LeaveOneOut)} of tests it was not fitted to`
        }.`;
  const sentences: Sentence[] = [];
  if (comparesPairs(context)) {
    sentences.push(
      result.simulators.length === 1
        ? sentence(
            "That a lead is robust. With one simulator a policy may win because it plans with the very model that simulates; play at least two unlike ones.",
          )
        : sentence(
            `That agreement is proof. ${countWord(result.simulators.length).replace(/^./u, (letter) => letter.toUpperCase())} simulators are ${countWord(result.simulators.length)} models of learners, and can share the same error.`,
          ),
    );
  }
  sentences.push(
    sentence(
      `That learners will reach these scores. Each is a ${scoreName} of simulated learners, not a test that anybody sat.${foretold}`,
    ),
    sentence(
      `Anything about other items, other groups of learners, or lengths other than ${plainList(result.lengths)}.`,
    ),
  );
  if (comparesPairs(context)) {
    sentences.push(
      sentence(
        "What happens in a classroom. Only a trial shows that: draw lots who practises by which policy, and test everybody (an A/B test). The matrix says which policies are worth one.",
      ),
    );
  }
  return sentences;
}
