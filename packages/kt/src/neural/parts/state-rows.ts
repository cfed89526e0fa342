import { NO_ITEM, type TracerState } from "@zpd/core";

type RowArray = Float32Array | Float64Array | Int32Array | Uint8Array;

function mapArrays<State extends TracerState>(
  state: State,
  batchSize: number,
  change: (array: RowArray, width: number) => RowArray,
): State {
  const entries = Object.entries(state).map(([name, value]): [string, unknown] => [
    name,
    ArrayBuffer.isView(value)
      ? change(value as RowArray, state.batchSize === 0 ? 0 : (value as RowArray).length / state.batchSize)
      : value,
  ]);
  return { ...(Object.fromEntries(entries) as unknown as State), batchSize };
}

/** Rows `from … to - 1` of a state as views: what is written to them is written to the state. */
export function viewRows<State extends TracerState>(state: State, from: number, to: number): State {
  if (from === 0 && to === state.batchSize) return state;
  return mapArrays(state, to - from, (array, width) => array.subarray(from * width, to * width));
}

/** Copies of some rows, in the order given. */
export function copyRows<State extends TracerState>(state: State, rows: Int32Array): State {
  return mapArrays(state, rows.length, (array, width) => {
    const copy = new (array.constructor as new (length: number) => RowArray)(rows.length * width);
    for (let k = 0; k < rows.length; k++) copy.set(array.subarray(rows[k]! * width, (rows[k]! + 1) * width), k * width);
    return copy;
  });
}

/** One row `[width]` for each of B learners `[B, width]`. */
export function repeatRow(row: Float32Array, batchSize: number): Float32Array {
  const rows = new Float32Array(batchSize * row.length);
  for (let b = 0; b < batchSize; b++) rows.set(row, b * row.length);
  return rows;
}

/** Replaces the rows `[B, width]` of learners who answered an item `[B]`; those with `NO_ITEM` keep theirs. O(B width). */
export function replaceAnswered(rows: Float32Array, next: Float32Array, items: Int32Array): void {
  const width = rows.length / Math.max(1, items.length);
  // Learners next to each other go together: mostly that is all of them.
  for (let from = 0; from < items.length; from++) {
    let to = from;
    while (to < items.length && items[to] !== NO_ITEM) to++;
    if (to > from) rows.set(next.subarray(from * width, to * width), from * width);
    from = to;
  }
}
