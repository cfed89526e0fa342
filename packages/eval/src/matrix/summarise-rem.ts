import { assertLength, ZpdError } from "@zpd/core";
import { tInterval } from "../maths/t-interval";
import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";
import type { RemCellSummary, RemResult } from "../types/rem-result";
import { otherScoresOf } from "./other-scores";
import { LEVEL, pairVerdicts } from "./pair-verdicts";
import { type CellShape, learnerMeans } from "./paired-difference";
import { resultWarnings } from "./result-warnings";
import { withUnshared } from "./shared-verdicts";
import { verdictOrder } from "./verdict-order";

/**
 * The Robust Evaluation Matrix of a finished study: mean score of every policy under every simulator at every length,
 * and for each pair of policies whether one is better whatever simulator one believes in.
 *
 * Source: Doroudi, Aleven and Brunskill, "Robust Evaluation Matrix: Towards a More Principled Offline Exploration of
 * Instructional Policies", Learning @ Scale 2017. A policy beats another only if it does under every student model.
 *
 * Deviations:
 * 1. The paper compares means; here the difference must be beyond luck. Learners are the unit: repeats are averaged per
 *    learner first, then Student's t over the learners' paired differences.
 * 2. "Better under every simulator" is an intersection-union test (Berger 1982): its p-value is the largest of the
 *    simulators' one-sided ones, without any correction for their number. "Better" and "worse" are both looked for, so
 *    the smaller of the two p-values is doubled.
 * 3. Verdicts are corrected by Holm's method over all pairs and all lengths of the study, since a reader may pick any of
 *    them: the chance that luck makes any verdict wrong is at most 5 %, however they hang together. Intervals are shown
 *    as they are, one by one. Luck only: simulators that share an error can still agree on it.
 *
 * A difference of scores is one of gains as well, because both policies meet the same learners: there is one verdict.
 *
 * O(reward models · policies · simulators · lengths · learners · (repeats + policies)).
 * @throws INVALID_INPUT when a cell is missing or comes twice, SHAPE when one has another shape
 */
export function summariseRem(manifest: RemManifest, cells: readonly RemCell[]): RemResult {
  const { policies, simulators, lengths, repeats, seed } = manifest;
  const shape: CellShape = { learners: manifest.learners.length, repeats };
  const table = tabulate(manifest, cells);
  const summaries = lengths.flatMap((length, lengthIndex) =>
    table.map((cell) => summariseCell(cell, lengthIndex, length, shape)),
  );
  const plain = pairVerdicts(
    manifest,
    table.map(({ scores }) => scores),
  );
  const { otherRewardModels = [] } = manifest;
  const others = otherScoresOf(manifest, table).map((scores) => pairVerdicts(manifest, scores));
  const verdicts = withUnshared(
    plain,
    otherRewardModels.map(({ id }) => id),
    others,
  );
  return {
    policies,
    simulators,
    lengths,
    repeats,
    learners: shape.learners,
    rewardModel: manifest.rewardModel,
    ...(manifest.otherRewardModels === undefined ? {} : { otherRewardModels }),
    cells: summaries,
    verdicts,
    correction: { method: "holm", comparisons: verdicts.length, level: LEVEL },
    rankings: lengths.map((length) => verdictOrder(policies, length, verdicts)),
    warnings: resultWarnings(manifest),
    seed,
  };
}

function summariseCell(cell: RemCell, lengthIndex: number, length: number, shape: CellShape): RemCellSummary {
  const { value, low, high } = tInterval(learnerMeans(cell.scores, lengthIndex, shape));
  const gains =
    cell.gains === undefined ? [] : learnerMeans(cell.gains, lengthIndex, shape).filter((gain) => !Number.isNaN(gain));
  return {
    policy: cell.policy,
    simulator: cell.simulator,
    length,
    n: shape.learners * shape.repeats,
    mean: value,
    low,
    high,
    ...summariseGains(gains),
  };
}

function summariseGains(gains: ArrayLike<number>): Pick<RemCellSummary, "gain" | "gainLow" | "gainHigh"> {
  if (gains.length === 0) return {};
  if (gains.length === 1) return { gain: gains[0]! };
  const { value, low, high } = tInterval(gains);
  return { gain: value, gainLow: low, gainHigh: high };
}

/** The cells in the manifest's order, `[policies, simulators]`. */
export function tabulate(manifest: RemManifest, cells: readonly RemCell[]): RemCell[] {
  const { policies, simulators, lengths, learners, repeats } = manifest;
  const table = new Map<string, RemCell>();
  const keyOf = (policy: string, simulator: string): string => JSON.stringify([policy, simulator]);
  for (const cell of cells) {
    const key = keyOf(cell.policy, cell.simulator);
    if (!policies.includes(cell.policy) || !simulators.includes(cell.simulator) || table.has(key)) {
      throw new ZpdError("INVALID_INPUT", {
        where: "summariseRem",
        expected: "each cell of the manifest once",
        got: `policy "${cell.policy}" under "${cell.simulator}" ${table.has(key) ? "twice" : "which it does not name"}`,
      });
    }
    const size = lengths.length * learners.length * repeats;
    assertLength("summariseRem", "scores", cell.scores, size, "[lengths, learners, repeats]");
    table.set(key, cell);
  }
  return policies.flatMap((policy) =>
    simulators.map((simulator) => {
      const cell = table.get(keyOf(policy, simulator));
      if (cell !== undefined) return cell;
      throw new ZpdError("INVALID_INPUT", {
        where: "summariseRem",
        expected: `${policies.length * simulators.length} cells`,
        got: `none for policy "${policy}" under "${simulator}"`,
        advice: "play the missing cells first",
      });
    }),
  );
}
