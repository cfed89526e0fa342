import { describe, expect, it } from "vitest";
import { readReference, readResponses } from "../../../test/irt-references";
import { hasRealData } from "../../../test/real-data";
import { fitMarginal } from "./fit-marginal";
import type { MarginalModel } from "./marginal-options";

/** Log-likelihoods that ltm reports with 21 nodes; Rasch of the numeracy data has no published one. */
const references: readonly [string, string, MarginalModel, string, number | undefined][] = [
  ["irt-lsat6", "lsat6.csv", "rasch", "rasch_a1", -2473.054],
  ["irt-lsat6", "lsat6.csv", "1pl", "onePL", -2466.938],
  ["irt-lsat6", "lsat6.csv", "2pl", "twoPL", -2466.653],
  ["irt-numeracy", "scored.csv", "rasch", "rasch_a1", undefined],
  ["irt-numeracy", "scored.csv", "1pl", "onePL", -7270.584],
  ["irt-numeracy", "scored.csv", "2pl", "twoPL", -7178.181],
];

describe.skipIf(!hasRealData("ref-irt-lsat6"))("against R's ltm (skipped without shared/data)", () => {
  it.each(references)(
    "%s %s %s: parameters and log-likelihood within .01",
    async (data, file, model, row, published) => {
      const fit = await fitMarginal(readResponses(`${data}/${file}`), model);
      const reference = readReference(`ref-${data}/ltm_item_parameters.csv`, row);
      expect(reference.difficulty).toHaveLength(fit.difficulty.length);
      for (const [i, difficulty] of reference.difficulty.entries()) {
        expect(Math.abs(fit.difficulty[i]! - difficulty)).toBeLessThan(0.01);
        expect(Math.abs(fit.parameters.discrimination[i]! - reference.discrimination[i]!)).toBeLessThan(0.01);
      }
      if (published !== undefined) expect(Math.abs(fit.logLikelihood - published)).toBeLessThan(0.01);
      expect(fit.report.converged).toBe(true);
    },
  );

  it("says where 21 nodes are too few: the likelihood of the numeracy data is 1.77 higher with 61", async () => {
    const log = readResponses("irt-numeracy/scored.csv");
    const coarse = await fitMarginal(log, "2pl", { standardErrors: false });
    expect(coarse.report.warnings.map(({ code }) => code)).toContain("COARSE_QUADRATURE");
    const fine = await fitMarginal(log, "2pl", { standardErrors: false, quadraturePoints: 61 });
    expect(fine.report.warnings).toEqual([]);
    expect(fine.logLikelihood - coarse.logLikelihood).toBeCloseTo(1.771, 2);
  });
});
