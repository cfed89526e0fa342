/** Codes of a byte, less one. */
const LEVELS = 255;
/** Rounding of doubles, for sums of any length that occurs. */
const ROUNDING = 1e-12;

/** One learner's weights; memory is the caller's, so that many learners may be asked at once. */
export interface ByteQuery {
  /** Weight of a code of each column `[C]`. */
  readonly weights: Float64Array;
  /** What `least` adds to the codes. */
  base: number;
  /** A sum is at least `least` and at most this much more. */
  spread: number;
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
  /** What the place's weighted sum is at least. O(C). */
  readonly least: (query: ByteQuery, place: number) => number;
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
  const step = high.map((value, c) => (value - low[c]!) / LEVELS || 1);
  const codes = new Uint8Array(count * width);
  for (let place = 0; place < count; place++) {
    read(place, row);
    for (let c = 0; c < width; c++) codes[place * width + c] = Math.floor((row[c]! - low[c]!) / step[c]!);
  }

  return {
    createQuery: () => ({ weights: new Float64Array(width), base: 0, spread: 0 }),

    prepare(query, weights) {
      let base = 0;
      let spread = 0;
      let size = 0;
      for (let c = 0; c < width; c++) {
        query.weights[c] = weights[c]! * step[c]!;
        base += weights[c]! * low[c]!;
        spread += query.weights[c]!;
        size += weights[c]! * Math.max(Math.abs(low[c]!), Math.abs(high[c]!));
      }
      query.base = base - ROUNDING * size;
      query.spread = spread + 2 * ROUNDING * size;
    },

    least({ weights, base }, place) {
      let even = base;
      let odd = 0;
      const at = place * width;
      const pairs = width - (width % 2);
      for (let c = 0; c < pairs; c += 2) {
        even += weights[c]! * codes[at + c]!;
        odd += weights[c + 1]! * codes[at + c + 1]!;
      }
      if (pairs < width) even += weights[pairs]! * codes[at + pairs]!;
      return even + odd;
    },
  };
}
