import { truthCheck } from "@zpd/eval";
import { expect, it } from "vitest";
import { makeTrial, SECOND_REWARD, SMALL } from "./made-trial.mjs";

const SEEDS = ["1", "2"];

it("of the verdicts on made courses at most one in twenty is wrong", async () => {
  // The size was fixed in advance; 20 seeds of the full one are in docs/results.md.
  const check = await truthCheck(SEEDS, (seed) => makeTrial(SMALL, Number(seed)), { sharedBy: [SECOND_REWARD] });
  const pairs = (SMALL.policies.length * (SMALL.policies.length - 1)) / 2;
  expect(check.comparisons).toBe(SEEDS.length * SMALL.lengths.length * pairs);
  expect(check.wrongOfJudged).toBeLessThanOrEqual(0.05);
  // It does not get there by saying nothing.
  expect(check.shares.right).toBeGreaterThan(0.2);
});
