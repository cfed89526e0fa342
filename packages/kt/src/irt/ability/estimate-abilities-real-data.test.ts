import { describe, expect, it } from "vitest";
import { logOfMatrix, readCells, readResponses } from "../../../test/irt-references";
import { hasRealData } from "../../../test/real-data";
import { fitMarginal } from "../marginal/fit-marginal";
import { estimateAbilities } from "./estimate-abilities";

describe.skipIf(!hasRealData("ref-irt-lsat6"))("against R's ltm (skipped without shared/data)", () => {
  it.each([
    ["irt-lsat6", "lsat6.csv"],
    ["irt-numeracy", "scored.csv"],
  ])(
    "%s %s: posterior means and deviations of the frequent patterns, with its 21 fixed nodes, within .01",
    async (data, file) => {
      const { parameters } = await fitMarginal(readResponses(`${data}/${file}`), "2pl");
      const rows = readCells(`ref-${data}/ltm_2pl_eap_by_pattern.csv`)
        .slice(1)
        .map((row) => row.map(Number));
      const width = parameters.items.size;
      const log = { ...logOfMatrix(rows.map((row) => row.slice(0, width))), items: parameters.items };
      const fixed = await estimateAbilities(log, parameters, { quadrature: "fixed" });
      for (const [l, row] of rows.entries()) {
        expect(Math.abs(fixed.ability[l]! - row[width + 2]!)).toBeLessThan(0.01);
        expect(Math.abs(fixed.abilityScale[l]! - row[width + 3]!)).toBeLessThan(0.01);
      }
    },
  );
});
