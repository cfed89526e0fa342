import { createNumberedVocabulary } from "@zpd/core";
import { expect, it } from "vitest";
import { createCoinSimulator } from "../../test/coin-simulator";
import { createOneItemPolicy } from "../../test/fixed-policies";
import { createShareTracer } from "../../test/share-tracer";
import { masteryRewardModel } from "../rewards/mastery-reward-model";
import type { TruthTrial } from "../types/truth-check";
import { sumTruthTrials, truthCheck } from "./truth-check";

const items = createNumberedVocabulary(3, "item");

/** Every learner's true score is the chance of the item that the policy gives, a little up or down. */
const truth = createCoinSimulator(items, { id: "truth", chance: [0.8, 0.5, 0.2], spread: 0.1, truth: true });

function trialOf(chances: readonly (readonly number[])[], more: Partial<TruthTrial> = {}): TruthTrial {
  return {
    study: {
      policies: ["easy", "middle", "hard"].map((id, item) => createOneItemPolicy(id, items, item)),
      simulators: chances.map((chance, s) => createCoinSimulator(items, { id: `s${s}`, chance })),
      lengths: [20],
      learners: Int32Array.from({ length: 40 }, (_, l) => l),
      repeats: 2,
      rewardTracer: createShareTracer(items),
      rewardModel: masteryRewardModel(items.ids),
      seed: 1,
    },
    truth,
    learners: Int32Array.from({ length: 30 }, (_, l) => 100 + l),
    repeats: 1,
    seed: 2,
    ...more,
  };
}

const trials: Record<string, () => TruthTrial> = {
  // Simulators that are right, each in its own way.
  sound: () => trialOf([truthChance, [0.9, 0.6, 0.1]]),
  // Both take the hard item for the easy one.
  deceived: () => trialOf([[0.2, 0.5, 0.8]]),
  // They agree that "easy" beats "middle", and on nothing else.
  divided: () =>
    trialOf([
      [0.8, 0.5, 0.1],
      [0.8, 0.5, 0.95],
    ]),
};
const truthChance = [0.8, 0.5, 0.2];

it("counts verdicts that the truth of fresh learners bears out, contradicts, or never heard", async () => {
  const check = await truthCheck(["sound", "deceived", "divided"], (name) => trials[name]!());
  expect(
    check.trials.map(({ name, agreement: { counts } }) => [name, counts.right, counts.wrong, counts.withheld]),
  ).toEqual([
    ["sound", 3, 0, 0],
    ["deceived", 0, 3, 0],
    ["divided", 1, 0, 2],
  ]);
  expect(check.counts).toEqual({ right: 4, wrong: 3, withheld: 2, "truth unclear": 0 });
  expect(check.comparisons).toBe(9);
  expect(check.shares.wrong).toBeCloseTo(3 / 9, 12);
  expect(check.wrongOfJudged).toBeCloseTo(3 / 7, 12);
  // Fresh learners, so their number and not the study's is behind the truth's interval: with a chance that is uniform in
  // ±.1, shared by both policies, the difference is .3 for each.
  const [first] = check.trials[0]!.agreement.pairs;
  expect(first!.difference).toBeCloseTo(0.3, 12);
  expect(sumTruthTrials([])).toMatchObject({ comparisons: 0 });
  expect(sumTruthTrials([])).not.toHaveProperty("wrongOfJudged");
});

it("asks learners and luck that the study has not met, and a simulator that knows the truth", async () => {
  const check = (more: Partial<TruthTrial>) => truthCheck(["one"], () => trialOf([truthChance], more));
  await expect(check({ seed: 1 })).rejects.toThrow(
    'trial "one" to tell the truth under another seed than the study\'s',
  );
  await expect(check({ learners: Int32Array.from([100, 7]) })).rejects.toThrow("got learner 7 in both");
  const blind = createCoinSimulator(items, { id: "blind", chance: truthChance });
  await expect(check({ truth: blind })).rejects.toThrow('one cell with true scores for policy "easy", got 0');
});
