/** Adam's usual constants (Kingma & Ba 2015). */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/** Scales stay within these: a step on their logarithm must not leave what single precision holds. */
const MIN_LOG_SCALE = -8;
const MAX_LOG_SCALE = 2;

/** One side's independent normals, as rows of means and variances, and what Adam remembers of them. */
export interface AdamRows {
  /** Parameters of a row, `P`. */
  readonly parameters: number;
  readonly width: number;
  readonly rows: Float32Array;
  /** Position in a row of each parameter's mean and variance `[P]`. */
  readonly meanAt: Int32Array;
  readonly varianceAt: Int32Array;
  /** Downhill gradient by mean and by logarithm of the scale `[rows, 2 P]`; zero between steps. */
  readonly gradient: Float64Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Steps each row has taken `[rows]`. */
  readonly steps: Int32Array;
  /** Answers of each row in this batch `[rows]`; zero between steps. */
  readonly inBatch: Int32Array;
  /** Rows met in this batch, `touchedCount` of them. */
  readonly touched: Int32Array;
  touchedCount: number;
}

export function createAdamRows(rows: Float32Array, width: number, factors: number): AdamRows {
  const parameters = Math.floor(width / 2);
  const count = rows.length / width;
  return {
    parameters,
    width,
    rows,
    // `[mean D, variance D]`, then pairs.
    meanAt: Int32Array.from({ length: parameters }, (_, p) => (p < factors ? p : 2 * p)),
    varianceAt: Int32Array.from({ length: parameters }, (_, p) => (p < factors ? factors + p : 2 * p + 1)),
    gradient: new Float64Array(count * 2 * parameters),
    first: new Float32Array(count * 2 * parameters),
    second: new Float32Array(count * 2 * parameters),
    steps: new Int32Array(count),
    inBatch: new Int32Array(count),
    touched: new Int32Array(count),
    touchedCount: 0,
  };
}

/** Counts an answer of a row in this batch. */
export function touchRow(side: AdamRows, row: number): void {
  if (side.inBatch[row] === 0) side.touched[side.touchedCount++] = row;
  side.inBatch[row]!++;
}

/**
 * A step of every parameter of a row from its gradient, which is emptied. Parameters below `from` stay; means of those below
 * `positiveBelow` are kept at `minMean` or above.
 */
export function stepRow(
  side: AdamRows,
  row: number,
  learningRate: number,
  from: number,
  positiveBelow: number,
  minMean: number,
): void {
  const { parameters, width, rows, meanAt, varianceAt, gradient, first, second } = side;
  side.steps[row]!++;
  const step = side.steps[row]!;
  const rate = (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);
  for (let p = 0; p < parameters; p++) {
    for (let part = 0; part < 2; part++) {
      const at = (row * parameters + p) * 2 + part;
      const g = gradient[at]!;
      gradient[at] = 0;
      if (p < from) continue;
      first[at] = BETA1 * first[at]! + (1 - BETA1) * g;
      second[at] = BETA2 * second[at]! + (1 - BETA2) * g * g;
      const change = (rate * first[at]!) / (Math.sqrt(second[at]!) + EPSILON);
      if (part === 0) {
        const mean = rows[row * width + meanAt[p]!]! - change;
        rows[row * width + meanAt[p]!] = p < positiveBelow ? Math.max(mean, minMean) : mean;
      } else {
        const variance = rows[row * width + varianceAt[p]!]!;
        const logScale = Math.min(Math.max(0.5 * Math.log(variance) - change, MIN_LOG_SCALE), MAX_LOG_SCALE);
        rows[row * width + varianceAt[p]!] = Math.exp(2 * logScale);
      }
    }
  }
}
