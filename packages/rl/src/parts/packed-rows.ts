/** Places of a block: what is read between two looks at the list. */
export const BLOCK = 192;
/** Places that share one number. */
const FIELDS = 3;
const ROWS = BLOCK / FIELDS;
/** Rows whose numbers lie side by side, so that one weight is read for four. */
const LANES = 4;
/** What a field holds before it wraps, and its place in a number. */
const FIELD = 2 ** 17;
const SECOND = FIELD;
const THIRD = FIELD * FIELD;
/** A one in every field. */
const ONES = 1 + SECOND + THIRD;
/** A field's sum plus a window's start stays below 2^19, so that a number of three fields stays below 2^53. */
const FINE_LIMIT = 390_000;
/** A sum that never wraps: below half a field, with room for what the field below carries over. */
const COARSE_LIMIT = 65_000;
/** Units that a field can take over from the one below, with room. */
const CARRY = 8;
/** Codes of a column at most: more would be lost again in the rounding of the weights. */
const LEVELS = 256;
/** Rounding of doubles, for sums of any length that occurs. */
const ROUNDING = 1e-12;

/** Weights of one learner in whole units. */
interface PackedWeights {
  /** `[C]` */
  readonly weights: Float64Array;
  /** What a unit is worth. */
  unit: number;
  /** How far a sum may be from the truth: at most this, and this much more for each code of the block's largest sum. */
  error: number;
  errorPerCode: number;
}

/** What is asked of the rows, for one learner; memory is the caller's, so that many learners may be asked at once. */
export interface PackedQuery {
  readonly fine: PackedWeights;
  readonly coarse: PackedWeights;
  /** Sum of the weighted centres. */
  centre: number;
  /** Sums of a block `[ROWS]`, three to a number. */
  readonly sums: Float64Array;
  /** What was found last `[BLOCK]`. */
  readonly found: Int32Array;
  readonly values: Float64Array;
  error: number;
}

/**
 * Weighted sums of `C` columns, approximately and quickly, for finding the few of `N` places whose sum can lie in an
 * interval. O(N C / 3) multiplications; 8 C / 3 bytes a place.
 *
 * Each value is a centre plus a whole code times the column's step; three places share a double, their codes 17 bits
 * apart, so that one exact multiplication by a whole weight serves three. A field that overflows wraps and carries
 * into the next: the sum is then known modulo a field, which lets in places that lie a whole field away, and misses none.
 * Errors are bounded, not estimated, and added to both ends of the interval. Where the interval is wide, coarser weights
 * are used whose sums do not wrap.
 */
export interface PackedRows {
  readonly blocks: number;
  readonly createQuery: () => PackedQuery;
  /** Sets the learner's weights `[C]`. O(C). */
  readonly prepare: (query: PackedQuery, weights: Float64Array) => void;
  /**
   * Places of a block, counted from its first, whose weighted sum can lie in `low … high`, written to `query.found` in
   * rising order; returns how many. Every place in the interval is among them, its sum within `query.error` of
   * `query.values` of the same index.
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
  const levels = Math.max(1, Math.min(LEVELS, Math.floor(COARSE_LIMIT / width)));
  const step = new Float64Array(width);
  for (let c = 0; c < width; c++) step[c] = (high[c]! - low[c]!) / levels || 1;
  const blocks = Math.ceil(count / BLOCK);
  const codes = new Float64Array(blocks * ROWS * width);
  const largestCode = new Float64Array(width);
  const largestSum = new Float64Array(blocks);
  for (let place = 0; place < count; place++) {
    read(place, row);
    const block = Math.floor(place / BLOCK);
    const within = place - block * BLOCK;
    const scale = within % FIELDS === 0 ? 1 : within % FIELDS === 1 ? SECOND : THIRD;
    const line = Math.floor(within / FIELDS);
    const at = (block * ROWS + line - (line % LANES)) * width + (line % LANES);
    let sum = 0;
    for (let c = 0; c < width; c++) {
      const code = Math.round((row[c]! - centre[c]!) / step[c]!);
      codes[at + c * LANES]! += code * scale;
      const size = Math.abs(code);
      sum += size;
      if (size > largestCode[c]!) largestCode[c] = size;
    }
    if (sum > largestSum[block]!) largestSum[block] = sum;
  }
  const codeTotal = largestCode.reduce((sum, code) => sum + code, 0);

  /** Rounds the weights to units of which a sum has at most `limit`. */
  function roundWeights(to: PackedWeights, weights: Float64Array, limit: number): void {
    let reach = 0;
    let size = 0;
    let error = 0;
    for (let c = 0; c < width; c++) {
      const weight = Math.abs(weights[c]!);
      reach += weight * step[c]! * largestCode[c]!;
      size += weight * (Math.abs(centre[c]!) + step[c]! * (largestCode[c]! + 1));
      error += (weight * step[c]!) / 2;
    }
    const unit = reach / (limit - codeTotal / 2) || 1;
    let off = 0;
    for (let c = 0; c < width; c++) {
      const units = (weights[c]! * step[c]!) / unit;
      const whole = Math.round(units);
      to.weights[c] = whole;
      off = Math.max(off, Math.abs(units - whole));
    }
    to.unit = unit;
    to.error = error + unit * CARRY + ROUNDING * size;
    to.errorPerCode = unit * off;
  }

  /** The block's sums, from `start` in every field. */
  function addUp({ sums }: PackedQuery, weights: Float64Array, block: number, start: number): void {
    let at = block * ROWS * width;
    for (let line = 0; line < ROWS; line += LANES) {
      let first = start;
      let second = start;
      let third = start;
      let fourth = start;
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

  function weightsOf(): PackedWeights {
    return { weights: new Float64Array(width), unit: 1, error: 0, errorPerCode: 0 };
  }

  return {
    blocks,
    createQuery: () => ({
      fine: weightsOf(),
      coarse: weightsOf(),
      centre: 0,
      sums: new Float64Array(ROWS),
      found: new Int32Array(BLOCK),
      values: new Float64Array(BLOCK),
      error: 0,
    }),

    prepare(query, weights) {
      roundWeights(query.fine, weights, FINE_LIMIT);
      roundWeights(query.coarse, weights, COARSE_LIMIT);
      query.centre = 0;
      for (let c = 0; c < width; c++) query.centre += weights[c]! * centre[c]!;
    },

    find(query, block, low, high) {
      const { found, values, centre, sums } = query;
      const places = Math.min(BLOCK, count - block * BLOCK);
      // Sums beyond the limit do not occur, so an interval without an end has one there.
      let scale = query.fine;
      let end = FINE_LIMIT + CARRY;
      let error = scale.error + scale.errorPerCode * largestSum[block]!;
      let least = Math.max(-end, Math.floor((low - error - centre) / scale.unit));
      let most = Math.min(end, Math.ceil((high + error - centre) / scale.unit));
      // NaN, of weights beyond all bounds, comes through to the end: every place is found.
      if (!(most - least <= FIELD / 2)) {
        scale = query.coarse;
        end = COARSE_LIMIT + CARRY;
        error = scale.error + scale.errorPerCode * largestSum[block]!;
        least = Math.max(-end, Math.floor((low - error - centre) / scale.unit));
        most = Math.min(end, Math.ceil((high + error - centre) / scale.unit));
      }
      if (most < least) return 0;
      let size = 0;
      if (!(least > -end || most < end)) {
        query.error = Number.POSITIVE_INFINITY;
        for (; size < places; size++) found[size] = size;
        return size;
      }
      query.error = error;
      const { unit } = scale;
      const range = most - least;
      const first = least * unit + centre;
      const start = least - Math.floor(least / FIELD) * FIELD;
      addUp(query, scale.weights, block, -start * ONES);
      for (let line = 0; line < ROWS; line++) {
        const sum = sums[line]!;
        const above = Math.floor(sum / THIRD);
        const rest = sum - above * THIRD;
        const second = Math.floor(rest / SECOND);
        const lowest = rest - second * SECOND;
        // What overflowed the last field wraps as the others do.
        const third = above & (FIELD - 1);
        if (lowest <= range) {
          values[size] = first + lowest * unit;
          found[size++] = FIELDS * line;
        }
        if (second <= range) {
          values[size] = first + second * unit;
          found[size++] = FIELDS * line + 1;
        }
        if (third <= range) {
          values[size] = first + third * unit;
          found[size++] = FIELDS * line + 2;
        }
      }
      while (size > 0 && found[size - 1]! >= places) size--;
      return size;
    },
  };
}
