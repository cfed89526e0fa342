import { expect, it } from "vitest";
import type { RemManifest } from "../types/rem-manifest";
import { resultWarnings } from "./result-warnings";

const sound: RemManifest = {
  version: 1,
  seed: 1,
  policies: ["a", "b"],
  simulators: ["s", "t"],
  lengths: [10],
  repeats: 1,
  learners: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  rewardModel: { id: "linear", inputs: ["preTest", "c"], r2: 0.4, r2LeaveOneOut: 0.31, usesPreTest: true },
  fingerprints: {},
};

it("has nothing to say of a sound study", () => {
  expect(resultWarnings(sound)).toEqual([]);
});

const { r2: _, r2LeaveOneOut: __, ...unfitted } = sound.rewardModel;

it.each<[string, Partial<RemManifest>, string]>([
  ["few-learners", { learners: [0, 1, 2, 3, 4, 5, 6, 7, 8] }, "only 9 learners"],
  ["one-simulator", { simulators: ["s"] }, '"s" is the only simulator'],
  ["no-tests", { rewardModel: { ...unfitted, id: "mean-mastery", usesPreTest: false } }, "fitted to no tests"],
  ["no-pre-test", { rewardModel: { ...sound.rewardModel, usesPreTest: false } }, "reads mastery only"],
  [
    "weak-reward-model",
    { rewardModel: { ...sound.rewardModel, r2LeaveOneOut: 0.04 } },
    "a share of 0.04 of the variance",
  ],
  [
    "weak-reward-model",
    { rewardModel: { ...sound.rewardModel, r2LeaveOneOut: -0.2 } },
    "plain mean foretells them as well",
  ],
])("warns of %s", (code, part, words) => {
  const warnings = resultWarnings({ ...sound, ...part });
  expect(warnings.map((warning) => warning.code)).toEqual([code]);
  expect(warnings[0]!.message).toContain(words);
});
