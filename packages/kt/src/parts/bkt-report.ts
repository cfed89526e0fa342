import type { FitReport, FitWarning, ParameterRow, QMatrix, Vocabulary } from "@zpd/core";
import type { BktParameters } from "../types/bkt";
import type { BktFit, BktFitSettings } from "./bkt-fit";

/** A learn rate below the first hardly ever teaches, one above the second always does. */
const HARDLY = 0.001;
const ALWAYS = 0.999;

/** One row of the table of parameters: a concept, or an item of a concept where items have their own. */
interface Row extends ParameterRow {
  readonly concept: string;
  readonly prior: number;
  readonly learn: number;
  readonly guess: number;
  readonly slip: number;
  readonly forget: number;
}

/** The columns of an individual prior of concept `c`. */
function individualColumns(
  { prior, afterFirst, pastBounds }: BktParameters,
  c: number,
  concepts: number,
): ParameterRow {
  const columns: Record<string, number> = {};
  if (afterFirst !== undefined) {
    columns.knownAfterWrong = afterFirst[c]!;
    columns.knownAfterCorrect = afterFirst[concepts + c]!;
  }
  // Class 0, no answer yet, is the column `prior`.
  if (pastBounds !== undefined) {
    for (let k = 1; k <= pastBounds.length + 1; k++) columns[`priorPast${k}`] = prior[k * concepts + c]!;
  }
  return columns;
}

function parameterRows(
  parameters: BktParameters,
  items: Vocabulary,
  qMatrix: QMatrix,
  settings: BktFitSettings,
): Row[] {
  const { prior, learn, guess, slip, forget } = parameters;
  const ids = qMatrix.concepts.ids;
  if (!settings.itemGuessSlip && !settings.itemLearn) {
    return ids.map((concept, c) => ({
      concept,
      prior: prior[c]!,
      learn: learn[c]!,
      guess: guess[c]!,
      slip: slip[c]!,
      forget: forget[c]!,
      ...individualColumns(parameters, c, ids.length),
    }));
  }
  const rows: Row[] = [];
  for (let item = 0; item < items.size; item++) {
    for (let e = qMatrix.offsets[item]!; e < qMatrix.offsets[item + 1]!; e++) {
      const c = qMatrix.concept[e]!;
      const emission = settings.itemGuessSlip ? e : c;
      rows.push({
        concept: ids[c]!,
        item: items.ids[item]!,
        prior: prior[c]!,
        learn: learn[settings.itemLearn ? e : c]!,
        guess: guess[emission]!,
        slip: slip[emission]!,
        forget: forget[c]!,
        ...individualColumns(parameters, c, ids.length),
      });
    }
  }
  return rows;
}

/** What is odd about fitted parameters, each kind once with the ids of its concepts. */
function degenerateParameters(rows: readonly Row[], settings: BktFitSettings): FitWarning[] {
  const { maxGuess, maxSlip, minProbability, forgets } = settings;
  const top = 1 - minProbability;
  const kinds: [string, string, (row: Row) => boolean][] = [
    ["GUESS_PLUS_SLIP", "guess + slip >= 1: a wrong answer speaks for knowing", (row) => row.guess + row.slip >= 1],
    ["GUESS_AT_BOUND", `guess stands at its bound of ${maxGuess}`, (row) => row.guess >= maxGuess],
    ["SLIP_AT_BOUND", `slip stands at its bound of ${maxSlip}`, (row) => row.slip >= maxSlip],
    ["LEARN_NEAR_0", `learn is below ${HARDLY}: practice hardly ever teaches`, (row) => row.learn < HARDLY],
    ["LEARN_NEAR_1", `learn is above ${ALWAYS}: one answer always teaches`, (row) => row.learn > ALWAYS],
    ["PRIOR_AT_0", `prior stands at its bound of ${minProbability}`, (row) => row.prior <= minProbability],
    ["PRIOR_AT_1", `prior stands at its bound of ${top}`, (row) => row.prior >= top],
    ["FORGET_NEAR_1", `forget is above ${ALWAYS}`, (row) => forgets && row.forget > ALWAYS],
  ];
  return kinds.flatMap(([code, message, holds]) => {
    const ids = [...new Set(rows.filter(holds).map((row) => row.concept))];
    return ids.length === 0 ? [] : [{ code, message, ids }];
  });
}

/** The report of a fit: table of parameters, course of the likelihood, warnings. */
export function reportBkt(fit: BktFit, items: Vocabulary, qMatrix: QMatrix, settings: BktFitSettings): FitReport {
  const conceptIds = (concepts: readonly number[]): string[] => concepts.map((c) => qMatrix.concepts.ids[c]!);
  const rows = parameterRows(fit.parameters, items, qMatrix, settings);
  const unseen = new Set(conceptIds(fit.unseenConcepts));
  const warnings: FitWarning[] = [];
  const warn = (code: string, message: string, ids: readonly string[]): void => {
    if (ids.length > 0) warnings.push({ code, message, ids });
  };
  warn(
    "CONCEPT_WITHOUT_DATA",
    "no training answers: prior 0.2, learn, guess and slip 0.1 are assumed (inside the bounds), forget 0",
    [...unseen],
  );
  warn(
    "ITEM_WITHOUT_DATA",
    "items without concept and without training answers are predicted by the mean of the log",
    fit.unseenItems.map((item) => items.ids[item]!),
  );
  warn("NOT_CONVERGED", `stopped after ${settings.maxIterations} iterations`, conceptIds(fit.unfinishedConcepts));
  warnings.push(
    ...degenerateParameters(
      rows.filter((row) => !unseen.has(row.concept)),
      settings,
    ),
  );
  const { iterations, converged, logLikelihood, history } = fit;
  return { iterations, converged, logLikelihood, history, parameters: rows, warnings };
}
