import { assertLength, ZpdError } from "@zpd/core";
import type { RemCell } from "../types/rem-cell";
import type { RemResult, RemVerdict } from "../types/rem-result";
import type { Truth, TruthAgreement, TruthComparison, TruthOutcome } from "../types/truth-agreement";
import { type CellShape, pairedDifference } from "./paired-difference";

/**
 * Holds the matrix's verdicts against the truth of a made course: for each pair of policies the paired difference of the
 * expected true test scores, with Student's 95 % interval over learners. `truthCells` are the cells played under the true
 * course, one per policy, of the result's lengths; cells without `trueScores` are passed over. `shape` says how many
 * learners were played in them and how often; absent: as in the result.
 *
 * Where the true course is also one of the matrix's simulators the two are not independent: a verdict of "better" asks
 * for it too, though by the reward model's score and not by the truth. `truthCheck` asks other learners.
 *
 * O(policies² · lengths · learners · repeats).
 * @throws INVALID_INPUT when a policy has no truth or more than one, SHAPE
 */
export function truthAgreement(
  result: RemResult,
  truthCells: readonly RemCell[],
  shape: CellShape = { learners: result.learners, repeats: result.repeats },
): TruthAgreement {
  const truths = new Map(result.policies.map((policy) => [policy, trueScoresOf(policy, result, truthCells, shape)]));
  const counts: Record<TruthOutcome, number> = { right: 0, wrong: 0, withheld: 0, "truth unclear": 0 };
  const pairs = result.verdicts.map(({ length, a, b, verdict }): TruthComparison => {
    const lengthIndex = result.lengths.indexOf(length);
    const { value, low, high } = pairedDifference(truths.get(a)!, truths.get(b)!, lengthIndex, shape);
    const truth: Truth = low > 0 ? "better" : high < 0 ? "worse" : "equal within noise";
    const outcome = outcomeOf(verdict, truth);
    counts[outcome]++;
    return { length, a, b, verdict, truth, difference: value, low, high, outcome };
  });
  return { pairs, counts };
}

function outcomeOf(verdict: RemVerdict, truth: Truth): TruthOutcome {
  if (verdict === "cannot tell") return "withheld";
  if (truth === "equal within noise") return "truth unclear";
  return verdict === truth ? "right" : "wrong";
}

function trueScoresOf(
  policy: string,
  { lengths }: RemResult,
  cells: readonly RemCell[],
  { learners, repeats }: CellShape,
): Float64Array {
  const found = cells.filter((cell) => cell.policy === policy && cell.trueScores !== undefined);
  const trueScores = found[0]?.trueScores;
  if (trueScores === undefined || found.length > 1) {
    throw new ZpdError("INVALID_INPUT", {
      where: "truthAgreement",
      expected: `one cell with true scores for policy "${policy}"`,
      got: `${found.length}`,
      advice: "give the cells of one simulator that knows the truth, such as the made course",
    });
  }
  const size = lengths.length * learners * repeats;
  assertLength("truthAgreement", "trueScores", trueScores, size, "[lengths, learners, repeats]");
  return trueScores;
}
