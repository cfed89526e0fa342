import { createNumberedVocabulary } from "@zpd/core";
import { expect, it } from "vitest";
import { createCoinSimulator } from "../../test/coin-simulator";
import { createCoinPolicy, createOneItemPolicy } from "../../test/fixed-policies";
import { createShareTracer } from "../../test/share-tracer";
import { masteryRewardModel } from "../rewards/mastery-reward-model";
import type { RemStudy } from "../types/rem-study";
import { rem } from "./rem";

const items = createNumberedVocabulary(3, "item");

function study(seed: number): RemStudy {
  return {
    policies: [
      createOneItemPolicy("easy", items, 0),
      createOneItemPolicy("hard", items, 1),
      createOneItemPolicy("disputed", items, 2),
    ],
    simulators: [
      createCoinSimulator(items, { id: "first", chance: [0.8, 0.2, 0.99], spread: 0.1 }),
      createCoinSimulator(items, { id: "second", chance: [0.9, 0.3, 0.01], spread: 0.1 }),
    ],
    lengths: [5, 20],
    learners: Int32Array.from({ length: 40 }, (_, l) => l),
    repeats: 3,
    rewardTracer: createShareTracer(items),
    rewardModel: masteryRewardModel(items.ids),
    seed,
  };
}

it("finds the planted order, and cannot tell where simulators disagree", async () => {
  const { result } = await rem(study(1));
  // Mean mastery is (share of the item practised + 1/2 + 1/2) / 3, so more right answers score higher.
  for (const length of [5, 20]) {
    const verdict = (a: string, b: string) =>
      result.verdicts.find((v) => v.length === length && v.a === a && v.b === b)?.verdict;
    expect(verdict("easy", "hard")).toBe("better");
    expect(verdict("easy", "disputed")).toBe("cannot tell");
    expect(verdict("hard", "disputed")).toBe("cannot tell");
  }
  // Expected score of "easy" under "first" after 20: share (20 x 0.8 + 1) / 22 = 0.7727; (0.7727 + 1) / 3 = 0.5909.
  const cell = result.cells.find((c) => c.policy === "easy" && c.simulator === "first" && c.length === 20)!;
  expect(Math.abs(cell.mean - 0.5909)).toBeLessThan(0.01);
  expect(cell.low).toBeLessThan(cell.mean);
  expect(cell.n).toBe(120);
});

it("does not play cells that are done", async () => {
  const { cells } = await rem(study(1));
  const played: string[] = [];
  const again = await rem(study(1), {
    done: cells.slice(0, 4),
    onCell: (cell) => {
      played.push(`${cell.policy}/${cell.simulator}`);
    },
  });
  expect(played).toEqual(["disputed/first", "disputed/second"]);
  expect(again.cells).toEqual(cells);
});

it("seldom calls one of two equal policies better", async () => {
  // Equal in distribution, with draws of their own. Under two simulators a verdict needs both to err to one side; the
  // learners' luck is keyed by simulator, so that is 2 · 0.025² = 0.125 % of 200 trials: 0.25 expected.
  let claims = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { result } = await rem({
      ...study(seed),
      policies: [createCoinPolicy("one", items), createCoinPolicy("other", items)],
      lengths: [6],
      learners: Int32Array.from({ length: 20 }, (_, l) => l),
      repeats: 1,
    });
    if (result.verdicts[0]!.verdict !== "cannot tell") claims++;
  }
  expect(claims).toBeLessThanOrEqual(3);
});

it("under a single simulator the false verdicts of equal policies are about the 5 % of the interval", async () => {
  let claims = 0;
  const trials = 300;
  for (let seed = 0; seed < trials; seed++) {
    const base = study(seed);
    const { result } = await rem({
      ...base,
      policies: [createCoinPolicy("one", items), createCoinPolicy("other", items)],
      simulators: base.simulators.slice(0, 1),
      lengths: [6],
      learners: Int32Array.from({ length: 20 }, (_, l) => l),
      repeats: 1,
    });
    if (result.verdicts[0]!.verdict !== "cannot tell") claims++;
  }
  // 15 expected, standard deviation 3.8.
  expect(claims).toBeGreaterThan(3);
  expect(claims).toBeLessThan(29);
});
