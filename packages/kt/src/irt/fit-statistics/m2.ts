import {
  checkOptions,
  type FitWarning,
  factorCholesky,
  type InteractionLog,
  type ItemParameters,
  sigmoid,
  solveFactored,
  ZpdError,
} from "@zpd/core";
import { checkSameItems } from "../ability/check-same-items";
import { gaussHermite, type Quadrature } from "../ability/gauss-hermite";
import { checkLearnerAnswers } from "../ability/learner-answers";
import { checkOneFactor } from "../information/check-one-factor";
import { chiSquareUpperTail } from "./chi-square";
import { completeLearners } from "./complete-learners";
import { listMargins, type Margins, marginCovariance, marginsAtNodes } from "./margins";
import { rightAtNodes } from "./right-at-nodes";

export interface M2Options {
  /** Which parameters were estimated, as in `fitMarginal` (default "2pl"). */
  readonly model?: "rasch" | "1pl" | "2pl" | "3pl";
  /** Nodes of the Gauss-Hermite rule, 1…300 (default 61). */
  readonly quadraturePoints?: number;
}

/** How well a model as a whole meets the shares of right answers to items and pairs of items. */
export interface M2 {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** P(a larger statistic, if the model holds). */
  readonly pValue: number;
  /** Root mean square error of approximation, sqrt(max(0, statistic - df) / (df (learners - 1))). */
  readonly rmsea: number;
  /** Learners who answered every item once: only those count. */
  readonly learners: number;
  readonly warnings: readonly FitWarning[];
}

/** More items would make the covariance of the margins larger than 32 MB and its factor a matter of minutes. */
const MAX_ITEMS = 62;

/** Derivatives of the items' P at the nodes by slope, intercept and logit of the guess, `[I, Q]` each. */
function curveDerivatives(parameters: ItemParameters, { node }: Quadrature): readonly Float64Array[] {
  const { discrimination, threshold, guess } = parameters;
  const nodes = node.length;
  const columns = [0, 1, 2].map(() => new Float64Array(discrimination.length * nodes));
  for (let i = 0; i < discrimination.length; i++) {
    const c = guess === undefined ? 0 : guess[i]!;
    for (let q = 0; q < nodes; q++) {
      const z = discrimination[i]! * node[q]! - threshold[i]!;
      const byZ = (1 - c) * sigmoid(z) * sigmoid(-z);
      columns[0]![i * nodes + q] = byZ * node[q]!;
      columns[1]![i * nodes + q] = byZ;
      columns[2]![i * nodes + q] = c * (1 - c) * sigmoid(-z);
    }
  }
  return columns;
}

/**
 * Derivatives of all margins by the free parameters, one column of length S after the other. O(S Q parameters of an
 * item).
 */
function marginDerivatives(
  margins: Margins,
  right: Float64Array,
  { weight }: Quadrature,
  columns: readonly Float64Array[],
  commonSlope: boolean,
  items: number,
): Float64Array[] {
  const nodes = weight.length;
  const { size, first, second } = margins;
  const derivatives: Float64Array[] = [];
  for (const [kind, byNode] of columns.entries()) {
    const shared = commonSlope && kind === 0;
    const from = derivatives.length;
    for (let k = 0; k < (shared ? 1 : items); k++) derivatives.push(new Float64Array(size));
    const add = (m: number, moved: number, other: number): void => {
      let sum = 0;
      for (let q = 0; q < nodes; q++) {
        const rest = other === moved ? 1 : right[other * nodes + q]!;
        sum += weight[q]! * byNode[moved * nodes + q]! * rest;
      }
      derivatives[from + (shared ? 0 : moved)]![m]! += sum;
    };
    for (let m = 0; m < size; m++) {
      add(m, first[m]!, second[m]!);
      if (first[m] !== second[m]) add(m, second[m]!, first[m]!);
    }
  }
  return derivatives;
}

/** Shares of the learners with all items of each margin right `[S]`. O(learners S). */
function observedMargins(log: InteractionLog, learners: Int32Array, margins: Margins, items: number): Float64Array {
  const share = new Float64Array(margins.size);
  const row = new Uint8Array(items);
  for (const l of learners) {
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) row[log.item[n]!] = log.score[n]!;
    for (let m = 0; m < margins.size; m++) share[m]! += row[margins.first[m]!]! & row[margins.second[m]!]!;
  }
  return share.map((count) => count / learners.length);
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

/**
 * M2: Maydeu-Olivares & Joe (2005), https://doi.org/10.1198/016214504000002069, on the margins of first
 * and second order. With e observed minus expected shares, X their covariance for one learner and D their derivatives
 * by the parameters,
 *
 *   M2 = n e' (X^-1 - X^-1 D (D' X^-1 D)^-1 D' X^-1) e,
 *
 * about chi-square with S - (parameters) degrees of freedom when the parameters are consistent estimates; for "3pl",
 * whose estimates have a prior, nearly so.
 *
 * Needs complete answers, as `sX2`. O(n I² + I⁴ Q + I⁶ / 24), at most 62 items.
 *
 * @throws INVALID_INPUT on scores other than 0 and 1, other items than the parameters', no complete learner, or fewer
 * margins than parameters; NUMERICAL where margins or parameters cannot be told apart; RESOURCE on more than 62 items;
 * INVALID_CONFIG; UNSUPPORTED on several factors
 */
export function m2(log: InteractionLog, parameters: ItemParameters, options: M2Options = {}): M2 {
  const where = "m2";
  checkOptions(where, options, {
    model: { kind: "choice", of: ["rasch", "1pl", "2pl", "3pl"] },
    quadraturePoints: { kind: "integer", low: 1 },
  });
  const { model = "2pl", quadraturePoints = 61 } = options;
  const items = checkOneFactor(where, parameters);
  checkSameItems(where, log, parameters);
  checkLearnerAnswers(where, log, items);
  if (items > MAX_ITEMS) {
    const advice = "judge items one by one with sX2";
    throw new ZpdError("RESOURCE", { where, expected: `at most ${MAX_ITEMS} items`, got: String(items), advice });
  }
  const learners = completeLearners(log, items);
  const margins = listMargins(items);
  const { size } = margins;
  const count = { rasch: items, "1pl": items + 1, "2pl": 2 * items, "3pl": 3 * items }[model];
  if (learners.length < 2 || size <= count) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "at least 2 learners with complete answers, and more margins than parameters",
      got: `${learners.length} learners, ${size} margins of ${items} items and ${count} parameters`,
    });
  }
  const quadrature = gaussHermite(quadraturePoints);
  const { weight } = quadrature;
  const nodes = weight.length;
  const right = rightAtNodes(parameters, quadrature);
  const atNodes = marginsAtNodes(margins, right, nodes);
  const chance = new Float64Array(size);
  for (let m = 0; m < size; m++) for (let q = 0; q < nodes; q++) chance[m]! += weight[q]! * atNodes[m * nodes + q]!;
  const [bySlope, byIntercept, byGuess] = curveDerivatives(parameters, quadrature) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const columns = {
    rasch: [byIntercept],
    "1pl": [bySlope, byIntercept],
    "2pl": [bySlope, byIntercept],
    "3pl": [bySlope, byIntercept, byGuess],
  };
  const derivatives = marginDerivatives(margins, right, quadrature, columns[model], model === "1pl", items);
  const factor = factorCholesky(marginCovariance(margins, right, atNodes, weight, chance), size);
  const residual = observedMargins(log, learners, margins, items).map((share, m) => share - chance[m]!);
  const solved = solveFactored(factor, residual.slice());
  const inner = new Float64Array(count * count);
  const projected = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const image = solveFactored(factor, derivatives[k]!.slice());
    projected[k] = dot(derivatives[k]!, solved);
    for (let j = k; j < count; j++) inner[j * count + k] = dot(derivatives[j]!, image);
  }
  const explained = dot(projected, solveFactored(factorCholesky(inner, count), projected.slice()));
  const statistic = learners.length * (dot(residual, solved) - explained);
  const degreesOfFreedom = size - count;
  const left = log.learners.size - learners.length;
  const message = `${left} of ${log.learners.size} learners did not answer every item once and are left out`;
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquareUpperTail(statistic, degreesOfFreedom),
    rmsea: Math.sqrt(Math.max(0, statistic - degreesOfFreedom) / (degreesOfFreedom * (learners.length - 1))),
    learners: learners.length,
    warnings: left === 0 ? [] : [{ code: "INCOMPLETE_ANSWERS", message }],
  };
}
