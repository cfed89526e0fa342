import { createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { tInterval } from "../maths/t-interval";
import { learnerMeans, pairedDifference } from "./paired-difference";

const shape = { learners: 20, repeats: 10 };
const TRIALS = 1000;
// 950 expected, standard deviation √(1000 · .95 · .05) = 6.9: four of them either way.
const [FEWEST, MOST] = [922, 978];

/** Scores `[1, learners, repeats]` around `mean`: learners differ much, repeats of a learner little. */
function clustered(mean: number, ownSd: number, shared: Float64Array, draws: { normal(): number }): Float64Array {
  return Float64Array.from({ length: shape.learners * shape.repeats }, (_, at) => {
    return mean + shared[Math.floor(at / shape.repeats)]! + ownSd * draws.normal();
  });
}

it("covers the truth in 95 of 100 studies, though repeats of a learner hang together", () => {
  const draws = createRandomStream(17);
  let covered = 0;
  let coveredByEpisodes = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const shared = Float64Array.from({ length: shape.learners }, () => 0.1 * draws.normal());
    const scores = clustered(0.6, 0.05, shared, draws);
    const { low, high } = tInterval(learnerMeans(scores, 0, shape));
    if (low <= 0.6 && high >= 0.6) covered++;
    // What it would be if each repeat counted as a learner: too narrow by far.
    const naive = tInterval(scores);
    if (naive.low <= 0.6 && naive.high >= 0.6) coveredByEpisodes++;
  }
  expect(covered).toBeGreaterThan(FEWEST);
  expect(covered).toBeLessThan(MOST);
  expect(coveredByEpisodes).toBeLessThan(700);
});

it("covers true differences in 95 of 100 studies, and pairing takes the learners' spread out", () => {
  const draws = createRandomStream(18);
  let covered = 0;
  let width = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const shared = Float64Array.from({ length: shape.learners }, () => 0.1 * draws.normal());
    // What a policy does for a learner varies from learner to learner, too.
    const own = shared.map((common) => common + 0.02 * draws.normal());
    const { low, high } = pairedDifference(
      clustered(0.63, 0.05, own, draws),
      clustered(0.6, 0.05, shared, draws),
      0,
      shape,
    );
    if (low <= 0.03 && high >= 0.03) covered++;
    width += (high - low) / TRIALS;
  }
  expect(covered).toBeGreaterThan(FEWEST);
  expect(covered).toBeLessThan(MOST);
  // Per learner the difference has variance .02² + 2 · .05² / 10 = .0009; half width 2.093 · .03 / √20 = .014.
  expect(width / 2).toBeCloseTo(0.014, 3);
});
