import { describe, expect, it } from "vitest";
import { makeResponses } from "../../../test/made-responses";
import type { IrtPosterior } from "../types/posterior";
import { fitVariational } from "./fit-variational";

const world = makeResponses({ seed: 5, learners: 40, items: 12, answersEach: 15 });
const log = world.train;

/** Minus the evidence lower bound with Jaakkola and Jordan's bound at its best xi, written out naively in double precision. */
function lossOf(posterior: IrtPosterior): number {
  const { factors, learnerRows, itemRows, learnerPrior, itemPrior } = posterior;
  const divergence = (
    rows: ArrayLike<number>,
    at: number,
    v: number,
    prior: Float64Array,
    p: number,
    pv: number,
  ): number => {
    const m = rows[at]! - prior[p]!;
    return 0.5 * (rows[v]! / prior[pv]! + m ** 2 / prior[pv]! - 1 - Math.log(rows[v]! / prior[pv]!));
  };
  let loss = 0;
  const [lw, iw] = [2 * factors, 2 * factors + 2];
  for (let l = 0; l * lw < learnerRows.length; l++) {
    for (let d = 0; d < factors; d++) {
      loss += divergence(learnerRows, l * lw + d, l * lw + factors + d, learnerPrior, d, factors + d);
    }
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
      const row = log.item[n]! * iw;
      let m = -itemRows[row + 2 * factors]!;
      let v = itemRows[row + 2 * factors + 1]!;
      for (let d = 0; d < factors; d++) {
        const [a, va] = [itemRows[row + d]!, itemRows[row + factors + d]!];
        const [t, vt] = [learnerRows[l * lw + d]!, learnerRows[l * lw + factors + d]!];
        m += a * t;
        v += a * a * vt + va * t * t + va * vt;
      }
      const xi = Math.sqrt(m * m + v);
      loss -= (log.score[n]! - 0.5) * m - xi / 2 - Math.log1p(Math.exp(-xi));
    }
  }
  for (let i = 0; i * iw < itemRows.length; i++) {
    for (let d = 0; d < factors; d++) {
      loss += divergence(itemRows, i * iw + d, i * iw + factors + d, itemPrior, d, factors + d);
    }
    loss += divergence(
      itemRows,
      i * iw + 2 * factors,
      i * iw + 2 * factors + 1,
      itemPrior,
      2 * factors,
      2 * factors + 1,
    );
  }
  return loss;
}

describe.each([
  ["2pl", 1],
  ["factor", 1],
  ["factor", 3],
] as const)("the bound of %s with %i factors", (model, factors) => {
  const config = { factors, weights: "bound", itemDamping: 1, learnPriorScales: false, tolerance: 0 } as const;

  it("never falls, and is the one written out here", async () => {
    const { posterior, report } = await fitVariational(model, log, { ...config, maxPasses: 12 }, { seed: 2 });
    const history = report.history!;
    for (let k = 1; k < history.length; k++) expect(history[k]!).toBeLessThanOrEqual(history[k - 1]! + 1e-3);
    const again = await fitVariational(model, log, { ...config, maxPasses: 13 }, { seed: 2 });
    // The loss before pass 13 is that of the posterior after pass 12; parameters are single precision.
    expect(again.report.history![12]).toBeCloseTo(lossOf(posterior), 3);
  });

  it("has no slope left at the fixed point, but for discriminations at their floor", async () => {
    const { posterior } = await fitVariational(model, log, { ...config, maxPasses: 6000 }, { seed: 2 });
    const learnerRows = Float64Array.from(posterior.learnerRows);
    const itemRows = Float64Array.from(posterior.itemRows);
    const at = { ...posterior, learnerRows, itemRows } as unknown as IrtPosterior;
    const slope = (rows: Float64Array, k: number): number => {
      const [kept, h] = [rows[k]!, 1e-4 * Math.max(rows[k]!, 0.1)];
      rows[k] = kept + h;
      const above = lossOf(at);
      rows[k] = kept - h;
      const below = lossOf(at);
      rows[k] = kept;
      return (above - below) / (2 * h);
    };
    const width = 2 * factors + 2;
    for (let k = 0; k < 20; k++) expect(Math.abs(slope(learnerRows, k))).toBeLessThan(0.02);
    for (let k = 0; k < 4 * width; k++) {
      const isFloor = k % width < factors && itemRows[k]! < 0.011;
      if (isFloor) expect(slope(itemRows, k)).toBeGreaterThan(-0.02);
      else expect(Math.abs(slope(itemRows, k))).toBeLessThan(0.02);
    }
  });
});
