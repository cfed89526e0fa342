import type { RemManifest } from "../types/rem-manifest";
import type { RemWarning } from "../types/rem-result";

/** With fewer, the spread between learners is itself mostly luck. */
const FEWEST_LEARNERS = 10;
/** Below this share of held-out variance a reward model foretells hardly better than the mean of all tests. */
const WEAK_R2 = 0.1;

/** What a reader of a matrix should know before believing it, read off its manifest. */
export function resultWarnings({ learners, simulators, rewardModel }: RemManifest): RemWarning[] {
  const warnings: RemWarning[] = [];
  const { id, r2, r2LeaveOneOut, usesPreTest } = rewardModel;
  if (learners.length < FEWEST_LEARNERS) {
    warnings.push({
      code: "few-learners",
      message: `only ${learners.length} learners were played: their spread, on which every interval rests, is itself mostly luck below ${FEWEST_LEARNERS}`,
    });
  }
  if (simulators.length === 1) {
    warnings.push({
      code: "one-simulator",
      message: `"${simulators[0]}" is the only simulator: a policy may lead because it plans with the model that simulates`,
    });
  }
  if (r2 === undefined) {
    warnings.push({
      code: "no-tests",
      message: `reward model "${id}" was fitted to no tests: scores say what a tracer believes, not what a test would show`,
    });
  } else if (!usesPreTest) {
    warnings.push({
      code: "no-pre-test",
      message: `reward model "${id}" reads mastery only: what learners knew before the course does not enter their scores`,
    });
  }
  if (r2LeaveOneOut !== undefined && r2LeaveOneOut < WEAK_R2) {
    const share = r2LeaveOneOut.toFixed(2);
    warnings.push({
      code: "weak-reward-model",
      message: `reward model "${id}" explains a share of ${share} of the variance of tests it was not fitted to${
        r2LeaveOneOut <= 0 ? ": their plain mean foretells them as well" : ""
      }; scores, and verdicts on them, may have little to do with tests`,
    });
  }
  return warnings;
}
