import { expect, it } from "vitest";
import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";
import { sharedVerdicts } from "./shared-verdicts";
import { summariseRem } from "./summarise-rem";
import { verdictSensitivity } from "./verdict-sensitivity";

const summary = { id: "main", inputs: ["c"], usesPreTest: false };
const manifest: RemManifest = {
  version: 1,
  seed: 1,
  policies: ["a", "b"],
  simulators: ["s", "t"],
  lengths: [5, 10],
  repeats: 1,
  learners: [0, 1, 2],
  rewardModel: summary,
  otherRewardModels: [
    { ...summary, id: "contrary" },
    { ...summary, id: "blunt" },
  ],
  fingerprints: {},
};

/** The same score for each learner, so that every difference is told. */
const each = (...scores: number[]) => scores.flatMap((score) => [score, score, score]);
const cell = (policy: string, simulator: string, scores: number[], others: number[]): RemCell => ({
  policy,
  simulator,
  scores: Float64Array.from(scores),
  otherScores: Float64Array.from(others),
});

// At length 5 "a" leads under both; at 10 it leads under s and trails under t.
const cells = [
  cell("a", "s", each(0.6, 0.7), [...each(0.1, 0.9), ...each(0.5, 0.5)]),
  cell("b", "s", each(0.5, 0.6), [...each(0.2, 0.8), ...each(0.5, 0.5)]),
  cell("a", "t", each(0.6, 0.3), [...each(0.1, 0.9), ...each(0.5, 0.5)]),
  cell("b", "t", each(0.5, 0.4), [...each(0.2, 0.8), ...each(0.5, 0.5)]),
];

const pair = { a: "a", b: "b" };

it("tells verdicts kept, lost, gained and reversed", () => {
  const { comparisons, told, alternatives } = verdictSensitivity(manifest, cells, [
    { seed: 9, cells: cells.map((played) => ({ ...played, scores: played.scores.map((score) => 1 - score) })) },
  ]);
  expect(summariseRem(manifest, cells).verdicts.map(({ verdict }) => verdict)).toEqual(["better", "cannot tell"]);
  expect([comparisons, told]).toEqual([2, 1]);
  const none = { kept: 0, lost: 0, gained: 0, reversed: 0, untold: 0 };
  expect(alternatives).toEqual([
    {
      kind: "without simulator",
      name: "s",
      ...none,
      kept: 1,
      gained: 1,
      changes: [{ length: 10, ...pair, from: "cannot tell", to: "worse" }],
    },
    {
      kind: "without simulator",
      name: "t",
      ...none,
      kept: 1,
      gained: 1,
      changes: [{ length: 10, ...pair, from: "cannot tell", to: "better" }],
    },
    {
      kind: "reward model",
      name: "contrary",
      ...none,
      gained: 1,
      reversed: 1,
      changes: [
        { length: 5, ...pair, from: "better", to: "worse" },
        { length: 10, ...pair, from: "cannot tell", to: "better" },
      ],
    },
    {
      kind: "reward model",
      name: "blunt",
      ...none,
      lost: 1,
      untold: 1,
      changes: [{ length: 5, ...pair, from: "better", to: "cannot tell" }],
    },
    {
      kind: "seed",
      name: "9",
      ...none,
      reversed: 1,
      untold: 1,
      changes: [{ length: 5, ...pair, from: "better", to: "worse" }],
    },
  ]);
});

it("leaves nobody out where there is one simulator", () => {
  const { otherRewardModels: _, ...rest } = manifest;
  const one = { ...rest, simulators: ["s"] };
  expect(
    verdictSensitivity(
      one,
      cells.filter(({ simulator }) => simulator === "s"),
    ).alternatives,
  ).toEqual([]);
});

it("says with each verdict which reward models do not share it, and can withhold those", () => {
  const result = summariseRem(manifest, cells);
  expect(result.verdicts.map(({ unshared }) => unshared)).toEqual([["contrary", "blunt"], undefined]);
  expect(result.otherRewardModels?.map(({ id }) => id)).toEqual(["contrary", "blunt"]);
  expect(result.rankings[0]!.groups).toEqual([["a"], ["b"]]);
  const strict = sharedVerdicts(result, ["blunt"]);
  expect(strict.verdicts.map(({ verdict }) => verdict)).toEqual(["cannot tell", "cannot tell"]);
  expect(strict.rankings[0]!.groups).toBeUndefined();
  expect(sharedVerdicts(result, [])).toEqual(result);
  expect(sharedVerdicts(result)).toEqual(strict);
});

it("refuses cells without the other models' scores", () => {
  const bare = cells.map(({ policy, simulator, scores }) => ({ policy, simulator, scores }));
  expect(() => verdictSensitivity(manifest, bare)).toThrow(
    "summariseRem: expected otherScores of shape [models, lengths, learners, repeats], 12 values, got 0 values",
  );
});
