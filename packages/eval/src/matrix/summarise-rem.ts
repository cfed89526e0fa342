import { assertLength, mean, ZpdError } from "@zpd/core";
import { tInterval } from "../maths/t-interval";
import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";
import type { RemCellSummary, RemDifference, RemPairVerdict, RemResult, RemVerdict } from "../types/rem-result";
import { type CellShape, learnerMeans, pairedDifference } from "./paired-difference";

/** Better if above zero everywhere, worse if below zero everywhere; else the matrix cannot tell. */
export function verdictOf(differences: readonly Pick<RemDifference, "low" | "high">[]): RemVerdict {
  if (differences.every(({ low }) => low > 0)) return "better";
  if (differences.every(({ high }) => high < 0)) return "worse";
  return "cannot tell";
}

/**
 * The Robust Evaluation Matrix of a finished study: mean score of every policy under every simulator at every length,
 * and for each pair of policies whether one is better whatever simulator one believes in.
 *
 * Source: Doroudi, Aleven and Brunskill, "Robust Evaluation Matrix: Towards a More Principled Offline Exploration of
 * Instructional Policies", Learning @ Scale 2017. A policy beats another only if it does under every student model.
 *
 * Deviations:
 * 1. The paper compares means; here the 95 % interval of the paired difference must lie on one side of zero. Learners
 *    are the unit: repeats are averaged per learner first, then Student's t over learners.
 * 2. The intervals are not corrected for the number of pairs; under k unlike simulators a false verdict needs k of them
 *    to err in one direction.
 *
 * O(policies² · simulators · lengths · learners · repeats).
 * @throws INVALID_INPUT when a cell is missing or comes twice, SHAPE when one has another shape
 */
export function summariseRem(manifest: RemManifest, cells: readonly RemCell[]): RemResult {
  const { policies, simulators, lengths, repeats, seed } = manifest;
  const shape: CellShape = { learners: manifest.learners.length, repeats };
  const table = tabulate(manifest, cells);
  const cellAt = (policy: number, simulator: number): RemCell => table[policy * simulators.length + simulator]!;

  const summaries: RemCellSummary[] = [];
  const verdicts: RemPairVerdict[] = [];
  for (const [lengthIndex, length] of lengths.entries()) {
    for (let p = 0; p < policies.length; p++) {
      for (let s = 0; s < simulators.length; s++)
        summaries.push(summariseCell(cellAt(p, s), lengthIndex, length, shape));
    }
    for (let a = 0; a < policies.length; a++) {
      for (let b = a + 1; b < policies.length; b++) {
        const perSimulator = simulators.map((simulator, s): RemDifference => {
          const { value, low, high } = pairedDifference(cellAt(a, s).scores, cellAt(b, s).scores, lengthIndex, shape);
          return { simulator, difference: value, low, high };
        });
        verdicts.push({ length, a: policies[a]!, b: policies[b]!, verdict: verdictOf(perSimulator), perSimulator });
      }
    }
  }
  return {
    policies,
    simulators,
    lengths,
    repeats,
    learners: shape.learners,
    rewardModel: manifest.rewardModel,
    cells: summaries,
    verdicts,
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
    ...(gains.length === 0 ? {} : { gain: mean(gains) }),
  };
}

/** The cells in the manifest's order, `[policies, simulators]`. */
function tabulate(manifest: RemManifest, cells: readonly RemCell[]): RemCell[] {
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
