import { NO_ITEM } from "@zpd/core";

/** Some learners and some candidates for them: what one run of the kernels answers. */
export interface Piece {
  /** Learners `from … to - 1`. */
  readonly from: number;
  readonly to: number;
  /** Candidates of each learner. */
  readonly count: number;
  /** The candidates, the same for all `[count]` where `shared`, else `[(to - from) * count]`; `NO_ITEM` for none. */
  readonly items: Int32Array;
  readonly shared: boolean;
}

/** Candidates for learners: the same for all `[N]`, or each learner's own `[B, N]`. */
export interface Candidates {
  readonly items: Int32Array;
  readonly count: number;
  readonly shared: boolean;
}

/** Bounds the scratch of one run. */
export interface PieceRoom {
  readonly learners: number;
  /** Pairs of a learner and a candidate. */
  readonly pairs: number;
}

/**
 * Asks P(correct) of candidates for B learners, piece by piece, and writes it to `out` `[B, N]`; NaN for no item.
 * `ask` answers a piece with `[(to - from) * count]`.
 */
export function askInPieces(
  batchSize: number,
  { items, count, shared }: Candidates,
  room: PieceRoom,
  ask: (piece: Piece) => Float32Array,
  out: Float32Array,
): void {
  const countAtOnce = Math.min(count, room.pairs);
  const learnersAtOnce = Math.max(1, Math.min(room.learners, Math.floor(room.pairs / Math.max(1, countAtOnce))));
  for (let from = 0; from < batchSize; from += learnersAtOnce) {
    const to = Math.min(batchSize, from + learnersAtOnce);
    for (let first = 0; first < count; first += countAtOnce) {
      const width = Math.min(countAtOnce, count - first);
      const asked = shared ? items.subarray(first, first + width) : new Int32Array((to - from) * width);
      for (let b = from; b < to && !shared; b++) {
        asked.set(items.subarray(b * count + first, b * count + first + width), (b - from) * width);
      }
      const probabilities = ask({ from, to, count: width, items: asked, shared });
      for (let b = from; b < to; b++) {
        const own = (b - from) * width;
        out.set(probabilities.subarray(own, own + width), b * count + first);
        for (let n = 0; n < width; n++) {
          if (asked[shared ? n : own + n] === NO_ITEM) out[b * count + first + n] = Number.NaN;
        }
      }
    }
  }
}
