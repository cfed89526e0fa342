/** Entries of the array that `logisticTerms` fills. */
export const OBJECTIVE = 0;
export const BY_SLOPE = 1;
export const BY_INTERCEPT = 2;
export const SLOPE_SLOPE = 3;
export const SLOPE_INTERCEPT = 4;
export const INTERCEPT_INTERCEPT = 5;
export const TERMS = 6;

/**
 * The expected log-likelihood of one item, sum_q r_q log P_q + w_q log(1 - P_q) with logit P_q = slope node_q +
 * intercept, its gradient and minus its Hessian, into `out` `[6]`. O(Q), one exp and one log1p a node.
 * @param expected `[2 I, Q]`: row `2 item` holds the wrong answers w, row `2 item + 1` the right ones r
 */
export function logisticTerms(
  expected: Float64Array,
  item: number,
  node: Float64Array,
  slope: number,
  intercept: number,
  out: Float64Array,
): void {
  const nodes = node.length;
  const wrongRow = 2 * item * nodes;
  const rightRow = wrongRow + nodes;
  let objective = 0;
  let bySlope = 0;
  let byIntercept = 0;
  let slopeSlope = 0;
  let slopeIntercept = 0;
  let interceptIntercept = 0;
  for (let q = 0; q < nodes; q++) {
    const right = expected[rightRow + q]!;
    const all = right + expected[wrongRow + q]!;
    const theta = node[q]!;
    const z = slope * theta + intercept;
    const e = Math.exp(-Math.abs(z));
    const p = (z >= 0 ? 1 : e) / (1 + e);
    objective += right * z - all * (Math.max(z, 0) + Math.log1p(e));
    const residual = right - all * p;
    const weight = all * (e / ((1 + e) * (1 + e)));
    byIntercept += residual;
    bySlope += residual * theta;
    interceptIntercept += weight;
    slopeIntercept += weight * theta;
    slopeSlope += weight * theta * theta;
  }
  out[OBJECTIVE] = objective;
  out[BY_SLOPE] = bySlope;
  out[BY_INTERCEPT] = byIntercept;
  out[SLOPE_SLOPE] = slopeSlope;
  out[SLOPE_INTERCEPT] = slopeIntercept;
  out[INTERCEPT_INTERCEPT] = interceptIntercept;
}
