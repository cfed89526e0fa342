import { createNumberedVocabulary, createRandomStream, createVocabulary, sigmoid } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { makeResponses } from "../../../test/made-responses";
import { gaussHermite } from "../ability/gauss-hermite";
import { fitGraded } from "./fit-graded";
import { fitMarginal } from "./fit-marginal";

const THRESHOLDS = [[-1.5, 0, 1.2], [-0.5, 0.8], [0.3], [-1, 1]];
const SLOPES = [1.4, 0.8, 1.9, 1.1];

/** Categories drawn from the model, a tenth of them missing. */
function draw(learners: number, seed: number): Int8Array {
  const random = createRandomStream(seed, "made-graded");
  const scores = new Int8Array(learners * SLOPES.length);
  for (let l = 0; l < learners; l++) {
    const ability = random.normal();
    SLOPES.forEach((slope, i) => {
      const u = random.uniform();
      const category = THRESHOLDS[i]!.filter((t) => u < sigmoid(slope * ability - t)).length;
      scores[l * SLOPES.length + i] = random.uniform() < 0.1 ? -1 : category;
    });
  }
  return scores;
}

const items = createNumberedVocabulary(SLOPES.length, "item ");

describe("the graded response model", () => {
  it("with two categories is the 2PL", async () => {
    const { train } = makeResponses({ seed: 4, learners: 300, items: 6, answersEach: 5 });
    const scores = new Uint8Array(300 * 6).fill(255);
    const keep: number[] = [];
    for (let l = 0; l < 300; l++) {
      for (let n = train.offsets[l]!; n < train.offsets[l + 1]!; n++) {
        const at = l * 6 + train.item[n]!;
        if (scores[at] !== 255) continue;
        scores[at] = train.score[n]!;
        keep.push(n);
      }
    }
    const once = {
      ...train,
      offsets: train.offsets.map((offset) => keep.filter((n) => n < offset).length),
      item: Int32Array.from(keep, (n) => train.item[n]!),
      score: Uint8Array.from(keep, (n) => train.score[n]!),
    };
    const binary = await fitMarginal(once, "2pl", { standardErrors: false });
    const graded = await fitGraded(train.items, scores);
    expect(graded.logLikelihood).toBeCloseTo(binary.logLikelihood, 6);
    graded.parameters.forEach(({ discrimination, threshold }, i) => {
      expect(discrimination).toBeCloseTo(binary.parameters.discrimination[i]!, 3);
      expect(threshold[0]).toBeCloseTo(binary.parameters.threshold[i]!, 3);
    });
  });

  it("recovers what categories were drawn from", async () => {
    const { parameters, report } = await fitGraded(items, draw(60000, 1));
    expect(report.converged).toBe(true);
    parameters.forEach(({ discrimination, threshold }, i) => {
      expect(Math.abs(discrimination - SLOPES[i]!)).toBeLessThan(0.08);
      threshold.forEach((t, k) => {
        expect(Math.abs(t - THRESHOLDS[i]![k]!)).toBeLessThan(0.05);
      });
    });
  });

  it("ends where the marginal likelihood, written out here, has no slope", async () => {
    const scores = draw(150, 2);
    const fit = await fitGraded(items, scores, { quadraturePoints: 15, tolerance: 1e-13 });
    const { node, weight } = gaussHermite(15);
    const point = fit.parameters.map(({ discrimination, threshold }) => [discrimination, ...threshold]);
    const logLikelihood = (): number => {
      let sum = 0;
      for (let l = 0; l < 150; l++) {
        let marginal = 0;
        for (let q = 0; q < node.length; q++) {
          let product = weight[q]!;
          point.forEach(([a, ...t], i) => {
            const category = scores[l * 4 + i]!;
            if (category < 0) return;
            const atLeast = (k: number) => (k === 0 ? 1 : k > t.length ? 0 : sigmoid(a! * node[q]! - t[k - 1]!));
            product *= atLeast(category) - atLeast(category + 1);
          });
          marginal += product;
        }
        sum += Math.log(marginal);
      }
      return sum;
    };
    expect(fit.logLikelihood).toBeCloseTo(logLikelihood(), 8);
    for (const own of point) {
      for (let k = 0; k < own.length; k++) {
        const kept = own[k]!;
        own[k] = kept + 1e-4;
        const above = logLikelihood();
        own[k] = kept - 1e-4;
        const below = logLikelihood();
        own[k] = kept;
        expect(Math.abs(above - below) / 2e-4).toBeLessThan(0.01);
      }
    }
  });

  it.each([
    ["a matrix of another width", [0, 1, 0], "SHAPE"],
    ["no answers", [], "SHAPE"],
    ["a category nobody gave", [0, 0, 2, 1], "INVALID_INPUT"],
    ["an item with one category", [0, 0, 0, 1], "INVALID_INPUT"],
    ["an item never answered", [0, -1, 1, -1], "INVALID_INPUT"],
    ["half a point", [0, 0.5, 1, 1], "INVALID_INPUT"],
  ])("refuses %s", async (_, scores, code) => {
    await expect(fitGraded(createVocabulary(["x", "y"]), scores)).rejects.toMatchObject({ code });
  });

  it("says that learners without answers tell nothing", async () => {
    const pair = createVocabulary(["x", "y"]);
    const { report, parameters } = await fitGraded(pair, [0, 1, 1, 0, -1, -1, 1, 1, 0, 0, 1, -1]);
    expect(report.warnings.map(({ code }) => code)).toContain("LEARNER_WITHOUT_DATA");
    expect(parameters.every(({ discrimination }) => Number.isFinite(discrimination))).toBe(true);
  });
});
