/** Codes of a byte, less one. */
const LEVELS = 255;
/** Rounding of doubles, for sums of any length that occurs. */
const ROUNDING = 1e-12;

/** What the units of a sum add up to at most: it stays a whole number of 32 bits. */
const LIMIT = 2 ** 30;

/** One learner's weights; memory is the caller's. */
export interface ByteQuery {
  /** Weight of a code of each column, in whole units rounded down `[C]`. */
  readonly weights: Int32Array;
  /** What a unit is worth. */
  unit: number;
  /** What is added to the codes. */
  base: number;
  /** A sum is at least what `least` says and at most this much more. */
  spread: number;
  /** What the last codes looked ahead at add up to: of no use, but the looking must not be optimised away. */
  ahead: number;
}

/**
 * Sums of `C` columns with weights of at least 0, from below and to a precision, for any of `N` places: each value is
 * rounded down to one of 256 steps between the column's smallest and largest. `C` bytes a place, so that a place's row
 * lies in one or two lines of the cache.
 */
export interface ByteRows {
  readonly createQuery: () => ByteQuery;
  /** Sets the learner's weights `[C]`, each at least 0. O(C). */
  readonly prepare: (query: ByteQuery, weights: Float64Array) => void;
  /** What the weighted sums of `size` places, `first + places[n]`, are at least, written to `out`. O(size C). */
  readonly least: (query: ByteQuery, first: number, places: Int32Array, size: number, out: Float64Array) => void;
}

/** Packs the rows of `count` places; `read(place, row)` writes a place's columns `[C]`. Reads each place twice, O(N C). */
export function createByteRows(
  count: number,
  width: number,
  read: (place: number, row: Float64Array) => void,
): ByteRows {
  const row = new Float64Array(width);
  const low = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (let place = 0; place < count; place++) {
    read(place, row);
    for (let c = 0; c < width; c++) {
      if (row[c]! < low[c]!) low[c] = row[c]!;
      if (row[c]! > high[c]!) high[c] = row[c]!;
    }
  }
  const step = high.map((value, c) => (value - low[c]!) / LEVELS);
  const codes = new Uint8Array(count * width);
  for (let place = 0; place < count; place++) {
    read(place, row);
    for (let c = 0; c < width; c++) {
      if (step[c] !== 0) codes[place * width + c] = Math.floor((row[c]! - low[c]!) / step[c]!);
    }
  }

  return {
    createQuery: () => ({ weights: new Int32Array(width), unit: 1, base: 0, spread: 0, ahead: 0 }),

    prepare(query, weights) {
      let base = 0;
      let total = 0;
      let size = 0;
      for (let c = 0; c < width; c++) {
        base += weights[c]! * low[c]!;
        total += weights[c]! * step[c]!;
        size += weights[c]! * Math.max(Math.abs(low[c]!), Math.abs(high[c]!));
      }
      const unit = (total * (LEVELS + 1)) / LIMIT || 1;
      for (let c = 0; c < width; c++) query.weights[c] = Math.floor((weights[c]! * step[c]!) / unit);
      query.unit = unit;
      query.base = base - ROUNDING * size;
      // A value is less than a step above its code, a weight less than a unit above its own.
      query.spread = total + unit * (LEVELS + 1) * width + 2 * ROUNDING * size;
    },

    least(query, first, places, size, out) {
      const { weights, unit, base } = query;
      // The places lie apart: asking for all before adding up lets memory answer together, twice as fast.
      let ahead = 0;
      for (let n = 0; n < size; n++) {
        const at = (first + places[n]!) * width;
        ahead += codes[at]! + codes[at + width - 1]!;
      }
      query.ahead = ahead;
      for (let n = 0; n < size; n++) {
        const at = (first + places[n]!) * width;
        let sum = 0;
        for (let c = 0; c < width; c++) sum = (sum + Math.imul(weights[c]!, codes[at + c]!)) | 0;
        out[n] = base + unit * sum;
      }
    },
  };
}
