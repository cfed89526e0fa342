import { describe, expect, it } from "vitest";
import { readReference, readResponses } from "../../../test/irt-references";
import { hasRealData } from "../../../test/real-data";
import { fitMarginal } from "../marginal/fit-marginal";
import { difficulties } from "../types/difficulties";
import { fitVariational } from "./fit-variational";
import { itemParametersOf } from "./posterior-columns";

describe.skipIf(!hasRealData("ref-irt-numeracy"))("against R's ltm (skipped without shared/data)", () => {
  it("numeracy, 2PL: parameters near the maximum-likelihood ones, scales near the standard errors", async () => {
    const log = readResponses("irt-numeracy/scored.csv");
    const { posterior } = await fitVariational("2pl", log, { tolerance: 1e-5 }, { seed: 1 });
    const parameters = itemParametersOf(posterior);
    const reference = readReference("ref-irt-numeracy/ltm_item_parameters.csv", "twoPL");
    const { difficulty } = difficulties(parameters);
    const { parameters: likelihood } = await fitMarginal(log, "2pl", { quadraturePoints: 61 });
    expect(reference.difficulty).toHaveLength(15);
    for (const [i, known] of reference.difficulty.entries()) {
      expect(Math.abs(difficulty[i]! - known)).toBeLessThan(0.05);
      // A prior whose scale is learned draws discriminations in by little.
      const discrimination = parameters.discrimination[i]! / reference.discrimination[i]!;
      expect(discrimination).toBeGreaterThan(0.96);
      expect(discrimination).toBeLessThan(1.03);
      const scale = parameters.thresholdScale![i]! / likelihood.thresholdScale![i]!;
      expect(scale).toBeGreaterThan(0.9);
      expect(scale).toBeLessThan(1.02);
      // Of discriminations too narrow still: 15 items leave abilities too wide for a quadratic.
      expect(parameters.discriminationScale![i]! / likelihood.discriminationScale![i]!).toBeGreaterThan(0.65);
    }
  });
});
