import { assertThat, type WorkOptions } from "@zpd/core";
import { playCell } from "../matrix/play-cell";
import { sharedVerdicts } from "../matrix/shared-verdicts";
import { truthAgreement } from "../matrix/truth-agreement";
import type { RemStudy } from "../types/rem-study";
import type { TruthOutcome } from "../types/truth-agreement";
import type { TruthCheck, TruthTrial, TruthTrialResult } from "../types/truth-check";
import { rem } from "./rem";

const WHERE = "truthCheck";

export interface TruthCheckOptions extends WorkOptions {
  /** Other reward models of the studies that have to share a verdict, or it counts as withheld (default none). */
  readonly sharedBy?: readonly string[];
}

/**
 * Whether verdicts hold where the truth is known: each trial plays a study on a made course, then every policy under the
 * course itself with learners and luck that the study has not met, and compares by the course's own true score. No reward
 * model has a say in the truth, nor any tracer.
 *
 * `names` say which trials there are, `createTrial` makes the one of a name, e.g. of a seed.
 *
 * Cost: that of the studies, and one more cell a policy for each. @throws INVALID_INPUT when a trial's learners or luck are
 *   the study's; as `rem`
 */
export async function truthCheck(
  names: readonly string[],
  createTrial: (name: string) => TruthTrial | Promise<TruthTrial>,
  options: TruthCheckOptions = {},
): Promise<TruthCheck> {
  const { signal, onProgress, sharedBy = [] } = options;
  const play = signal === undefined ? {} : { signal };
  const trials: TruthTrialResult[] = [];
  for (const name of names) {
    const trial = await createTrial(name);
    checkTrial(name, trial);
    const { result } = await rem(trial.study, play);
    const truth = truthStudy(trial);
    const cells = [];
    for (const policy of truth.policies.keys()) cells.push(await playCell(truth, { policy, simulator: 0 }, play));
    const agreement = truthAgreement(sharedVerdicts(result, sharedBy), cells, {
      learners: trial.learners.length,
      repeats: trial.repeats,
    });
    trials.push({ name, agreement, rewardModel: result.rewardModel });
    onProgress?.({
      task: "checking verdicts against the truth",
      done: trials.length,
      total: names.length,
      unit: "trials",
    });
  }
  return sumTruthTrials(trials);
}

/** The policies under the true course alone, for other learners. */
function truthStudy({ study, truth, learners, preTest, repeats, seed }: TruthTrial): RemStudy {
  const { policies, lengths, rewardTracer, rewardModel } = study;
  return {
    policies,
    lengths,
    rewardTracer,
    rewardModel,
    simulators: [truth],
    learners,
    ...(preTest === undefined ? {} : { preTest }),
    repeats,
    seed,
  };
}

function checkTrial(name: string, { study, learners, seed }: TruthTrial): void {
  assertThat(seed !== study.seed, "INVALID_INPUT", {
    where: WHERE,
    expected: `trial "${name}" to tell the truth under another seed than the study's`,
    got: `${seed} for both`,
  });
  const played = new Set(study.learners);
  const met = learners.find((learner) => played.has(learner));
  assertThat(met === undefined, "INVALID_INPUT", {
    where: WHERE,
    expected: `trial "${name}" to tell the truth by learners whom its study does not play`,
    got: `learner ${met} in both`,
  });
}

/** Counts and shares over trials, e.g. of several runs. O(trials). */
export function sumTruthTrials(trials: readonly TruthTrialResult[]): TruthCheck {
  const counts: Record<TruthOutcome, number> = { right: 0, wrong: 0, withheld: 0, "truth unclear": 0 };
  for (const { agreement } of trials) {
    for (const outcome of OUTCOMES) counts[outcome] += agreement.counts[outcome];
  }
  const comparisons = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  const judged = counts.right + counts.wrong;
  const shareOf = (outcome: TruthOutcome): number => (comparisons === 0 ? 0 : counts[outcome] / comparisons);
  return {
    trials,
    counts,
    comparisons,
    shares: {
      right: shareOf("right"),
      wrong: shareOf("wrong"),
      withheld: shareOf("withheld"),
      "truth unclear": shareOf("truth unclear"),
    },
    ...(judged === 0 ? {} : { wrongOfJudged: counts.wrong / judged }),
  };
}

const OUTCOMES = ["right", "wrong", "withheld", "truth unclear"] as const satisfies readonly TruthOutcome[];
