import { expect, it } from "vitest";
import { makeResponses } from "../../../test/made-responses";
import { allocatePlain } from "./allocate-arrays";
import { sharedModes } from "./shared-modes";
import { createStepArrays } from "./starting-arrays";

it("are one over the priors' precision along a shift and a stretch, for what single learners do not cover", () => {
  const { train } = makeResponses({ seed: 1, learners: 20, items: 5, answersEach: 8 });
  const arrays = createStepArrays("test", "2pl", train, 1, { seed: 1, allocate: allocatePlain });
  // Abilities 1 with variance 0.25, discriminations 2: shift 20 * 1 + 5 * 4 / 1 = 40, stretch 2 * 20 * 1.25 + 2 * 5 * 4 = 90;
  // of each learner 1 - 0.25 is left.
  for (let l = 0; l < 20; l++) arrays.learnerRows.set([1, 0.25], 2 * l);
  for (let i = 0; i < 5; i++) arrays.itemRows[4 * i] = 2;
  const { shift, stretch } = sharedModes(1, arrays);
  expect(shift[0]).toBeCloseTo(0.75 / 40, 12);
  expect(stretch[0]).toBeCloseTo(0.75 / 90, 12);
});
