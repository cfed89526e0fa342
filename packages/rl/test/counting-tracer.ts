import { conceptsOf, type KnowledgeTracer, NO_ITEM, type QMatrix, type TracerState, type Vocabulary } from "@zpd/core";

export interface CountingState extends TracerState {
  /** Right answers and all answers of each concept `[B, C]`. */
  readonly right: Float32Array;
  readonly all: Float32Array;
}

/** A tracer simple enough for hand arithmetic: mastery = (1 + right) / (2 + all), P(correct) = mean over concepts. */
export function countingTracer(items: Vocabulary, qMatrix: QMatrix): KnowledgeTracer<CountingState> {
  const concepts = qMatrix.concepts.size;
  const masteryAt = ({ right, all }: CountingState, cell: number): number => (1 + right[cell]!) / (2 + all[cell]!);
  const predictOne = (state: CountingState, b: number, item: number): number => {
    const needed = conceptsOf(qMatrix, item);
    let sum = 0;
    for (const c of needed) sum += masteryAt(state, b * concepts + c);
    return sum / needed.length;
  };
  return {
    id: "counting",
    items,
    qMatrix,
    start: (batchSize) => ({
      batchSize,
      right: new Float32Array(batchSize * concepts),
      all: new Float32Array(batchSize * concepts),
    }),
    observe(state, answered, scores) {
      for (let b = 0; b < state.batchSize; b++) {
        if (answered[b] === NO_ITEM) continue;
        for (const c of conceptsOf(qMatrix, answered[b]!)) {
          state.right[b * concepts + c]! += scores[b]!;
          state.all[b * concepts + c]!++;
        }
      }
    },
    predict(state, out = new Float32Array(state.batchSize * items.size)) {
      for (let b = 0; b < state.batchSize; b++)
        for (let i = 0; i < items.size; i++) out[b * items.size + i] = predictOne(state, b, i);
      return out;
    },
    predictItems(state, candidates, out = new Float32Array(candidates.length)) {
      const perRow = candidates.length / state.batchSize;
      for (const [n, item] of candidates.entries())
        out[n] = item === NO_ITEM ? Number.NaN : predictOne(state, Math.floor(n / perRow), item);
      return out;
    },
    mastery(state, out = new Float32Array(state.batchSize * concepts)) {
      for (let cell = 0; cell < out.length; cell++) out[cell] = masteryAt(state, cell);
      return out;
    },
    selectRows(state, rows) {
      const take = (column: Float32Array): Float32Array => {
        const taken = new Float32Array(rows.length * concepts);
        for (const [n, row] of rows.entries())
          taken.set(column.subarray(row * concepts, (row + 1) * concepts), n * concepts);
        return taken;
      };
      return { batchSize: rows.length, right: take(state.right), all: take(state.all) };
    },
  };
}

/** The counting tracer's look-ahead: one more answer of this score on each entry of the Q-matrix `[B, E]`. */
export function countingMasteryAfter({ concepts, concept }: QMatrix) {
  return (
    { batchSize, right, all }: CountingState,
    score: number,
    out = new Float32Array(batchSize * concept.length),
  ): Float32Array => {
    for (let at = 0; at < out.length; at++) {
      const cell = Math.floor(at / concept.length) * concepts.size + concept[at % concept.length]!;
      out[at] = (1 + right[cell]! + score) / (3 + all[cell]!);
    }
    return out;
  };
}
