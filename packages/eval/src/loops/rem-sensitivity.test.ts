import { expect, it } from "vitest";
import { createSmallStudy } from "../../test/small-study";
import { rem } from "./rem";
import { remSensitivity } from "./rem-sensitivity";

it("plays other seeds and leaves each simulator out", async () => {
  const study = createSmallStudy({ seed: 2 });
  const { cells } = await rem(study);
  const told: number[] = [];
  const { alternatives, comparisons } = await remSensitivity(study, cells, {
    seeds: [2, 3],
    createStudy: (seed) => {
      told.push(seed);
      return createSmallStudy({ seed });
    },
  });
  expect(told).toEqual([2, 3]);
  expect(comparisons).toBe(2);
  expect(alternatives.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "without simulator plain",
    "without simulator truth",
    "seed 2",
    "seed 3",
  ]);
  // The study's own seed gives the study's own verdicts.
  expect(alternatives[2]!.changes).toEqual([]);
  const byDefault = await remSensitivity(study, cells, { seeds: [3] });
  expect(byDefault.alternatives.at(-1)).toEqual(alternatives[3]);
});
