/**
 * The items of every margin of first and second order: `I` single items, then the pairs (0, 1), (0, 2) … (I-2, I-1).
 * `S = I (I + 1) / 2`. A single item has itself as both.
 */
export interface Margins {
  readonly size: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** The margins of `items` items. */
export function listMargins(items: number): Margins {
  const size = (items * (items + 1)) / 2;
  const first = new Int32Array(size);
  const second = new Int32Array(size);
  let at = 0;
  for (let i = 0; i < items; i++, at++) {
    first[at] = i;
    second[at] = i;
  }
  for (let i = 0; i < items; i++) {
    for (let j = i + 1; j < items; j++, at++) {
      first[at] = i;
      second[at] = j;
    }
  }
  return { size, first, second };
}

/** P(all items of a margin right | node) `[S, Q]`. @param right `[I, Q]` */
export function marginsAtNodes({ size, first, second }: Margins, right: Float64Array, nodes: number): Float64Array {
  const out = new Float64Array(size * nodes);
  for (let m = 0; m < size; m++) {
    for (let q = 0; q < nodes; q++) {
      const one = right[first[m]! * nodes + q]!;
      out[m * nodes + q] = first[m] === second[m] ? one : one * right[second[m]! * nodes + q]!;
    }
  }
  return out;
}

/**
 * The covariance of one learner's margins `[S, S]` (lower triangle): P(all items of both right) - the product. O(S² Q).
 * @param chance P(margin) `[S]`
 */
export function marginCovariance(
  margins: Margins,
  right: Float64Array,
  atNodes: Float64Array,
  weight: Float64Array,
  chance: Float64Array,
): Float64Array {
  const { size, first, second } = margins;
  const nodes = weight.length;
  const covariance = new Float64Array(size * size);
  for (let m = 0; m < size; m++) {
    for (let k = 0; k <= m; k++) {
      // Items of k that m does not have.
      const addsFirst = first[k] !== first[m] && first[k] !== second[m];
      const addsSecond = second[k] !== first[k] && second[k] !== first[m] && second[k] !== second[m];
      let both = 0;
      for (let q = 0; q < nodes; q++) {
        let p = weight[q]! * atNodes[m * nodes + q]!;
        if (addsFirst) p *= right[first[k]! * nodes + q]!;
        if (addsSecond) p *= right[second[k]! * nodes + q]!;
        both += p;
      }
      covariance[m * size + k] = both - chance[m]! * chance[k]!;
    }
  }
  return covariance;
}
