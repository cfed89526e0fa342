import { describe, expect, it } from "vitest";
import { makeResponses, meanLogLoss, pearson } from "../../../test/made-responses";
import { fitVariational } from "./fit-variational";
import { itemParametersOf, learnerAbilitiesOf } from "./posterior-columns";
import { predictAnswers } from "./predict-answers";

const world = makeResponses({ seed: 3, learners: 600, items: 60, answersEach: 40 });

describe.each(["newton", "bound"] as const)("a two-parameter model with %s weights", (weights) => {
  it("finds the parameters that answers were drawn from", async () => {
    const { posterior, report } = await fitVariational("2pl", world.train, { weights }, { seed: 1 });
    const { discrimination, threshold } = itemParametersOf(posterior);
    expect(report.converged).toBe(true);
    expect(pearson(discrimination, world.discrimination)).toBeGreaterThan(0.8);
    expect(pearson(threshold, world.threshold)).toBeGreaterThan(0.98);
    expect(pearson(learnerAbilitiesOf(posterior).ability, world.ability)).toBeGreaterThan(0.92);
    // Predicting .5 costs log 2 = .693; the truth itself .53 here.
    expect(meanLogLoss(predictAnswers(posterior, world.test), world.test.score)).toBeLessThan(0.56);
  });
});
