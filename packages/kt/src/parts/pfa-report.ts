import type { FitWarning, InteractionLog, ParameterRow } from "@zpd/core";

/** The fitted numbers of PFA: `[1]`, and `[C]` each. */
export interface PfaParameters {
  readonly intercept: Float64Array;
  readonly easiness: Float64Array;
  readonly successGain: Float64Array;
  readonly failureGain: Float64Array;
}

/** The parameters as a table, one row a concept. */
export function pfaParameterTable(log: InteractionLog, parameters: PfaParameters): ParameterRow[] {
  return log.qMatrix.concepts.ids.map((concept, c) => ({
    concept,
    easiness: parameters.easiness[c]!,
    successGain: parameters.successGain[c]!,
    failureGain: parameters.failureGain[c]!,
  }));
}

/** Concepts met in training whose answers are all right or all wrong: only the ridge keeps their easiness finite. */
function separatedConcepts(log: InteractionLog, itemCount: Int32Array, itemScore: Float64Array): string[] {
  const { qMatrix } = log;
  const answers = new Float64Array(qMatrix.concepts.size);
  const score = new Float64Array(qMatrix.concepts.size);
  for (let i = 0; i < itemCount.length; i++) {
    for (let e = qMatrix.offsets[i]!; e < qMatrix.offsets[i + 1]!; e++) {
      answers[qMatrix.concept[e]!]! += itemCount[i]!;
      score[qMatrix.concept[e]!]! += itemScore[i]!;
    }
  }
  return qMatrix.concepts.ids.filter((_, c) => answers[c]! > 0 && (score[c] === 0 || score[c] === answers[c]));
}

/** What is odd about fitted parameters, from the answers and scores of each item `[I]` and the fit's outcome. */
export function pfaWarnings(
  log: InteractionLog,
  itemCount: Int32Array,
  itemScore: Float64Array,
  parameters: PfaParameters,
  converged: boolean,
): FitWarning[] {
  const warnings: FitWarning[] = [];
  const separated = separatedConcepts(log, itemCount, itemScore);
  if (separated.length > 0) {
    warnings.push({
      code: "SEPARATION",
      message: `${separated.length} concepts were always answered alike; only the ridge keeps their easiness finite`,
      ids: separated,
    });
  }
  const falling = log.qMatrix.concepts.ids.filter((_, c) => parameters.successGain[c]! < 0);
  if (falling.length > 0) {
    warnings.push({
      code: "NEGATIVE_SUCCESS_GAIN",
      message: `${falling.length} concepts predict less success after a success; often a sign of items that grow harder`,
      ids: falling,
    });
  }
  if (!converged) {
    warnings.push({ code: "NOT_CONVERGED", message: "the gradient did not reach the tolerance; raise maxIterations" });
  }
  return warnings;
}
