/** Places of a block: what is read between two looks at the list. */
export const BLOCK = 192;
/** Places that share one number: rows of a block. */
const FIELDS = 2;
const ROWS = BLOCK / FIELDS;
/** Rows whose numbers lie side by side, so that one weight is read for four. */
const LANES = 4;
/** Where the second field begins. A sum stays below half of it, so that a number of two fields stays below 2^53. */
const SECOND = 2 ** 26;
// With room for the rounding of the limit itself.
const LIMIT = SECOND / 2 - 64;
/** Codes of a column at most: with more, rounding the weights costs what finer codes gain. */
const LEVELS = 4096;
/** Rounding of doubles, for sums of any length that occurs. */
const ROUNDING = 1e-12;

/** What is asked of the rows, for one learner, and what was found; memory is the caller's. */
export interface PackedQuery {
  /** In whole units `[C]`. */
  readonly weights: Float64Array;
  /** What a unit is worth. */
  unit: number;
  /** Sum of the weighted centres. */
  centre: number;
  /** How far a sum may be from the truth: this, and this much more for each code of the block's largest sum. */
  error: number;
  errorPerCode: number;
  /** Sums of a block `[ROWS]`, two to a number. */
  readonly sums: Float64Array;
  /** Places found last, counted from their block's first, and their sums `[BLOCK]`. */
  readonly found: Int32Array;
  readonly values: Float64Array;
}

/**
 * Weighted sums of `C` columns, approximately and quickly, for finding the few of `N` places whose sum can lie in an
 * interval. O(N C / 2) multiplications; 4 C bytes a place.
 *
 * Each value is a centre plus a whole code times the column's step. Two places share a double, their codes 26 bits apart,
 * so that one multiplication by a whole weight serves both, exactly. Errors are bounded, not estimated.
 */
export interface PackedRows {
  readonly blocks: number;
  readonly createQuery: () => PackedQuery;
  /** Sets the learner's weights `[C]`. O(C). */
  readonly prepare: (query: PackedQuery, weights: Float64Array) => void;
  /** How far `query.values` may be from the truth in a block. */
  readonly errorOf: (query: PackedQuery, block: number) => number;
  /**
   * Writes the places of a block whose weighted sum can lie in `low … high` to `query.found`, in rising order, and what
   * their sums nearly are; returns how many. Every place in the interval is among them.
   */
  readonly find: (query: PackedQuery, block: number, low: number, high: number) => number;
}

/**
 * Packs the rows of `count` places; `read(place, row)` writes a place's columns `[C]`. Reads each place twice, O(N C).
 */
export function createPackedRows(
  count: number,
  width: number,
  read: (place: number, row: Float64Array) => void,
): PackedRows {
  const row = new Float64Array(width);
  const centre = new Float64Array(width);
  const low = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (let place = 0; place < count; place++) {
    read(place, row);
    for (let c = 0; c < width; c++) {
      const value = row[c]!;
      centre[c]! += value / count;
      if (value < low[c]!) low[c] = value;
      if (value > high[c]!) high[c] = value;
    }
  }
  // Rounding the weights must not use up a field.
  const levels = Math.max(1, Math.min(LEVELS, Math.floor(LIMIT / width)));
  const step = high.map((value, c) => (value - low[c]!) / levels);
  // A column of one value is its centre, without an error.
  for (let c = 0; c < width; c++) if (step[c] === 0) centre[c] = low[c]!;
  const blocks = Math.ceil(count / BLOCK);
  const codes = new Float64Array(blocks * ROWS * width);
  const largestCode = new Float64Array(width);
  const largestSum = new Float64Array(blocks);
  for (let place = 0; place < count; place++) {
    read(place, row);
    const block = Math.floor(place / BLOCK);
    const line = Math.floor((place - block * BLOCK) / FIELDS);
    const scale = place % FIELDS === 0 ? 1 : SECOND;
    const at = (block * ROWS + line - (line % LANES)) * width + (line % LANES);
    let sum = 0;
    for (let c = 0; c < width; c++) {
      if (step[c] === 0) continue;
      const code = Math.round((row[c]! - centre[c]!) / step[c]!);
      codes[at + c * LANES]! += code * scale;
      const size = Math.abs(code);
      sum += size;
      if (size > largestCode[c]!) largestCode[c] = size;
    }
    if (sum > largestSum[block]!) largestSum[block] = sum;
  }
  const codeTotal = largestCode.reduce((sum, code) => sum + code, 0);

  /** The block's sums. */
  function addUp({ sums, weights }: PackedQuery, block: number): void {
    let at = block * ROWS * width;
    for (let line = 0; line < ROWS; line += LANES) {
      let first = 0;
      let second = 0;
      let third = 0;
      let fourth = 0;
      for (let c = 0; c < width; c++, at += LANES) {
        const weight = weights[c]!;
        first += weight * codes[at]!;
        second += weight * codes[at + 1]!;
        third += weight * codes[at + 2]!;
        fourth += weight * codes[at + 3]!;
      }
      sums[line] = first;
      sums[line + 1] = second;
      sums[line + 2] = third;
      sums[line + 3] = fourth;
    }
  }

  function errorOf({ error, errorPerCode }: PackedQuery, block: number): number {
    return error + errorPerCode * largestSum[block]!;
  }

  return {
    blocks,
    createQuery: () => ({
      weights: new Float64Array(width),
      unit: 1,
      centre: 0,
      error: 0,
      errorPerCode: 0,
      sums: new Float64Array(ROWS),
      found: new Int32Array(BLOCK),
      values: new Float64Array(BLOCK),
    }),

    prepare(query, weights) {
      let reach = 0;
      let size = 0;
      let error = 0;
      query.centre = 0;
      for (let c = 0; c < width; c++) {
        const weight = Math.abs(weights[c]!);
        query.centre += weights[c]! * centre[c]!;
        reach += weight * step[c]! * largestCode[c]!;
        size += weight * (Math.abs(centre[c]!) + step[c]! * (largestCode[c]! + 1));
        error += (weight * step[c]!) / 2;
      }
      // Each weight is rounded by half a unit at most, so that no sum is beyond the limit.
      const unit = reach / (LIMIT - codeTotal / 2) || 1;
      let off = 0;
      for (let c = 0; c < width; c++) {
        const units = (weights[c]! * step[c]!) / unit;
        const whole = Math.round(units);
        query.weights[c] = whole;
        off = Math.max(off, Math.abs(units - whole));
      }
      query.unit = unit;
      query.error = error + ROUNDING * size;
      query.errorPerCode = unit * off;
    },

    errorOf,

    find(query, block, from, to) {
      const { found, values, sums, unit, centre } = query;
      const places = Math.min(BLOCK, count - block * BLOCK);
      const error = errorOf(query, block);
      const least = (from - error - centre) / unit;
      const most = (to + error - centre) / unit;
      let size = 0;
      addUp(query, block);
      for (let line = 0; line < ROWS; line++) {
        const sum = sums[line]!;
        // Exact, and several times as quick as Math.round.
        const second = Math.floor(sum * (1 / SECOND) + 0.5);
        const first = sum - second * SECOND;
        // Written so that NaN, of weights beyond all bounds, is found.
        if (!(first < least || first > most)) {
          values[size] = centre + first * unit;
          found[size++] = FIELDS * line;
        }
        if (!(second < least || second > most)) {
          values[size] = centre + second * unit;
          found[size++] = FIELDS * line + 1;
        }
      }
      while (size > 0 && found[size - 1]! >= places) size--;
      return size;
    },
  };
}
