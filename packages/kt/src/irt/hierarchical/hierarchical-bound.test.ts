import { describe, expect, it } from "vitest";
import { makeResponses } from "../../../test/made-responses";
import type { IrtPosterior } from "../types/posterior";
import { createItemCovariates } from "./create-item-covariates";
import { fitHierarchical } from "./fit-hierarchical";

const { train: log } = makeResponses({ seed: 5, learners: 40, items: 12, answersEach: 15, factors: 2 });
const covariates = createItemCovariates(log.items, {
  item: log.items.ids,
  columns: {
    area: log.items.ids.map((_, i) => ["a", "b", "c"][i % 3]!),
    tags: log.items.ids.map((_, i) => ["u;v", "v", "u;w", "w;v;u"][i % 4]!),
    words: log.items.ids.map((_, i) => `${(i * 7) % 5}`),
  },
});
const OWN = 2;

interface Point {
  readonly factors: number;
  readonly learnerRows: Float64Array;
  readonly itemRows: Float64Array;
  readonly weights: readonly Float64Array[];
}

/** Minus the evidence lower bound under standard normal priors, discriminations on families made anew from H. */
function lossOf({ factors, learnerRows, itemRows, weights }: Point, latents: number): number {
  const divergence = (mean: number, variance: number) => 0.5 * (variance + mean ** 2 - 1 - Math.log(variance));
  let loss = 0;
  weights.forEach((rows) => {
    for (let at = 0; at < rows.length; at += 2 * latents) {
      for (let k = at; k < at + latents; k++) loss += divergence(rows[k]!, rows[k + latents]!);
    }
  });
  const itemWidth = 2 * factors + 2;
  const item = itemRows.slice();
  for (let i = 0; i < log.items.size; i++) {
    for (let d = 0; d < OWN; d++) loss += divergence(item[i * itemWidth + d]!, item[i * itemWidth + factors + d]!);
    loss += divergence(item[i * itemWidth + 2 * factors]!, item[i * itemWidth + 2 * factors + 1]!);
    covariates.families.forEach(({ offsets, attributes, values }, f) => {
      for (let k = 0; k < latents; k++) {
        let [mean, variance] = [0, 0];
        for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
          const at = attributes[e]! * 2 * latents + k;
          mean += values[e]! * weights[f]![at]!;
          variance += values[e]! ** 2 * weights[f]![at + latents]!;
        }
        item[i * itemWidth + OWN + f * latents + k] = mean;
        item[i * itemWidth + factors + OWN + f * latents + k] = variance;
      }
    });
  }
  for (let l = 0; l < log.learners.size; l++) {
    const from = l * 2 * factors;
    for (let d = 0; d < factors; d++) loss += divergence(learnerRows[from + d]!, learnerRows[from + factors + d]!);
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
      const row = log.item[n]! * itemWidth;
      let m = -item[row + 2 * factors]!;
      let v = item[row + 2 * factors + 1]!;
      for (let d = 0; d < factors; d++) {
        const [a, va] = [item[row + d]!, item[row + factors + d]!];
        const [t, vt] = [learnerRows[from + d]!, learnerRows[from + factors + d]!];
        m += a * t;
        v += a * a * vt + va * t * t + va * vt;
      }
      const xi = Math.sqrt(m * m + v);
      loss -= (log.score[n]! - 0.5) * m - xi / 2 - Math.log1p(Math.exp(-xi));
    }
  }
  return loss;
}

function pointOf({ factors, learnerRows, itemRows, families }: IrtPosterior): Point {
  return {
    factors,
    learnerRows: Float64Array.from(learnerRows),
    itemRows: Float64Array.from(itemRows),
    weights: families!.map(({ weightRows }) => Float64Array.from(weightRows)),
  };
}

describe.each([1, 2])("the bound with %i latents a family", (latents) => {
  const config = {
    factors: OWN,
    latentsPerFamily: latents,
    weights: "bound",
    positive: true,
    learnPriorScales: false,
    tolerance: 0,
  } as const;

  it("never falls, and is the one written out here", async () => {
    const { posterior, report } = await fitHierarchical(log, covariates, { ...config, maxPasses: 15 }, { seed: 2 });
    const history = report.history!;
    for (let k = 1; k < history.length; k++) expect(history[k]!).toBeLessThanOrEqual(history[k - 1]! + 1e-3);
    const again = await fitHierarchical(log, covariates, { ...config, maxPasses: 16 }, { seed: 2 });
    expect(again.report.history![15]).toBeCloseTo(lossOf(pointOf(posterior), latents), 2);
  });

  it("has no slope left at the fixed point, but for means at their floor", async () => {
    const fit = await fitHierarchical(log, covariates, { ...config, maxPasses: 5000 }, { seed: 2 });
    const point = pointOf(fit.posterior);
    const { factors } = point;
    const slope = (rows: Float64Array, k: number): number => {
      const [kept, h] = [rows[k]!, 1e-4 * Math.max(Math.abs(rows[k]!), 0.1)];
      rows[k] = kept + h;
      const above = lossOf(point, latents);
      rows[k] = kept - h;
      const below = lossOf(point, latents);
      rows[k] = kept;
      return (above - below) / (2 * h);
    };
    const check = (rows: Float64Array, k: number, isBounded: boolean): void => {
      if (isBounded && rows[k]! < 0.011) expect(slope(rows, k)).toBeGreaterThan(-0.03);
      else expect(Math.abs(slope(rows, k))).toBeLessThan(0.03);
    };
    for (let k = 0; k < 4 * factors; k++) check(point.learnerRows, k, false);
    for (let i = 0; i < 4; i++) {
      const row = i * (2 * factors + 2);
      for (let d = 0; d < OWN; d++) {
        check(point.itemRows, row + d, true);
        check(point.itemRows, row + factors + d, false);
      }
      check(point.itemRows, row + 2 * factors, false);
      check(point.itemRows, row + 2 * factors + 1, false);
    }
    for (const rows of point.weights) for (let k = 0; k < rows.length; k++) check(rows, k, k % (2 * latents) < latents);
  });
});
