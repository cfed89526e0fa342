import { expect, it } from "vitest";
import { fitMarginal } from "../marginal/fit-marginal";
import { fitVariational } from "../variational/fit-variational";
import { itemParametersOf } from "../variational/posterior-columns";
import {
  makeRetrievalWorld,
  RETRIEVAL_DESIGNS,
  type RetrievalEstimator,
  retrievalGroups,
  retrievalStudy,
} from "./retrieval-study";

const variational: RetrievalEstimator = {
  name: "variational",
  async estimate(log) {
    const { threshold, thresholdScale } = itemParametersOf(
      (await fitVariational("2pl", log, {}, { seed: 1 })).posterior,
    );
    return { difficulty: threshold, scale: thresholdScale! };
  },
};
const maximumLikelihood: RetrievalEstimator = {
  name: "maximum-likelihood",
  estimate: async (log) => ({
    difficulty: (await fitMarginal(log, "2pl", { standardErrors: false })).parameters.threshold,
  }),
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

// The goals of a correct mean-field fit; a single draw of Shi & Athey: .95 / .83 dense, .96 / .84 with overlap.
it.each([
  ["dense", 0.93, 0.78],
  ["overlap", 0.92, 0.76],
] as const)(
  "%s: the posterior retrieves difficulties, and better than the maximum-likelihood estimate",
  async (design, pearson, kendall) => {
    const [posterior, likelihood] = await retrievalStudy([variational, maximumLikelihood], {
      design,
      repeats: 6,
      seed: 1,
    });
    const meanOf = (result: typeof posterior, name: "pearson" | "kendall"): number =>
      mean(result!.outcomes.map((outcome) => outcome[name]));
    expect(meanOf(posterior, "pearson")).toBeGreaterThan(pearson);
    expect(meanOf(posterior, "kendall")).toBeGreaterThan(kendall);
    for (const name of ["pearson", "kendall"] as const) {
      expect(meanOf(posterior, name)).toBeGreaterThanOrEqual(meanOf(likelihood, name));
    }
    const covered = mean(posterior!.outcomes.map(({ coverage90 }) => coverage90!));
    expect(covered).toBeGreaterThan(0.84);
    expect(covered).toBeLessThan(0.95);
  },
);

it("says who answers what as the logs have it", () => {
  // Two groups of 25 learners: 20 items in common, 5 of their own at either end.
  expect(retrievalGroups("overlap")).toEqual([
    { learners: 25, firstItem: 0, items: 25 },
    { learners: 25, firstItem: 5, items: 25 },
  ]);
  expect(retrievalGroups("dense")).toEqual([{ learners: 50, firstItem: 0, items: 30 }]);
  const { log } = makeRetrievalWorld("overlap", 3);
  const metBy = (learner: number): number[] => [...log.item.slice(log.offsets[learner], log.offsets[learner + 1])];
  expect([metBy(24)[0], metBy(24).at(-1), metBy(25)[0], metBy(25).at(-1)]).toEqual([0, 24, 5, 29]);
});

it("knows the truth when it is told", async () => {
  const seeds = RETRIEVAL_DESIGNS.map((design) => makeRetrievalWorld(design, 7).difficulty);
  expect(seeds[0]).toEqual(seeds[1]);
  const told: RetrievalEstimator = {
    name: "told",
    estimate: async () => ({ difficulty: seeds[0]!.map((t) => 2 * t + 1), scale: new Float64Array(30).fill(1e9) }),
  };
  const [result] = await retrievalStudy([told], { design: "dense", repeats: 2, seed: 7 });
  expect(result!.outcomes[0]!.kendall).toBe(1);
  expect(result!.outcomes[0]!.pearson).toBeCloseTo(1, 12);
  expect(result!.outcomes[0]!.coverage90).toBe(1);
  expect(result!.outcomes.map(({ seed }) => seed)).toEqual([7, 8]);
  expect(result!.outcomes[0]!.truth).toEqual(seeds[0]);
  expect(result!.outcomes[0]!.estimate.difficulty).toEqual(seeds[0]!.map((t) => 2 * t + 1));
  // Of another seed's log it knows nothing.
  expect(Math.abs(result!.outcomes[1]!.kendall)).toBeLessThan(0.5);
  await expect(retrievalStudy([told], { design: "dense", repeats: 1, seed: 7 })).rejects.toMatchObject({
    code: "INVALID_CONFIG",
  });
});
