import { describe, expect, it } from "vitest";
import { makeResponses } from "../../../test/made-responses";
import { fitVariational } from "../variational/fit-variational";
import { fitHierarchical } from "./fit-hierarchical";

describe("without families", () => {
  it.each([
    ["bound", 1],
    ["bound", 3],
    ["newton", 2],
  ] as const)("is the factor model: %s weights, %i factors", async (weights, factors) => {
    const { train } = makeResponses({ seed: 3, learners: 60, items: 15, answersEach: 12, factors });
    const config = { factors, weights, tolerance: 0, maxPasses: 25, itemDamping: 0.7, positive: true };
    const plain = await fitVariational("factor", train, config, { seed: 4 });
    const { posterior, report } = await fitHierarchical(train, { families: [] }, config, { seed: 4 });
    for (const rows of ["itemRows", "learnerRows", "itemPrior", "itemScales"] as const) {
      posterior[rows].forEach((value, at) => {
        expect(Math.abs(value - plain.posterior[rows][at]!)).toBeLessThan(2e-4);
      });
    }
    expect(report.iterations).toBe(plain.report.iterations);
    expect(report.history!.at(-1)).toBeCloseTo(plain.report.history!.at(-1)!, 2);
  });
});
