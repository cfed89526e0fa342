import { identityQMatrix, type KnowledgeTracer, NO_ITEM, type TracerState, type Vocabulary } from "@zpd/core";

export interface ShareState extends TracerState {
  readonly seen: Float32Array;
  readonly right: Float32Array;
}

/** Every item is a concept; P(correct) = P(known) = (right answers + 1) / (answers + 2) on that item. */
export function createShareTracer(items: Vocabulary): KnowledgeTracer<ShareState> {
  const size = items.size;
  const share = (state: ShareState, at: number): number => (state.right[at]! + 1) / (state.seen[at]! + 2);
  const predict = (state: ShareState, out = new Float32Array(state.seen.length)): Float32Array => {
    for (let at = 0; at < out.length; at++) out[at] = share(state, at);
    return out;
  };
  return {
    id: "share",
    items,
    qMatrix: identityQMatrix(items),
    start: (batchSize) => ({
      batchSize,
      seen: new Float32Array(batchSize * size),
      right: new Float32Array(batchSize * size),
    }),
    observe(state, answered, scores) {
      for (let row = 0; row < state.batchSize; row++) {
        if (answered[row] === NO_ITEM) continue;
        state.seen[row * size + answered[row]!]! += 1;
        state.right[row * size + answered[row]!]! += scores[row]!;
      }
    },
    predict,
    predictItems(state, asked, out = new Float32Array(asked.length)) {
      const candidates = asked.length / state.batchSize;
      for (let n = 0; n < asked.length; n++) {
        const row = Math.floor(n / candidates);
        out[n] = asked[n] === NO_ITEM ? Number.NaN : share(state, row * size + asked[n]!);
      }
      return out;
    },
    mastery: predict,
    selectRows(state, rows) {
      const take = (from: Float32Array): Float32Array => {
        const to = new Float32Array(rows.length * size);
        for (const [k, row] of rows.entries()) to.set(from.subarray(row * size, (row + 1) * size), k * size);
        return to;
      };
      return { batchSize: rows.length, seen: take(state.seen), right: take(state.right) };
    },
  };
}
