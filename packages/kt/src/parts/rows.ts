/** Fills `out` with copies of one row. */
export function repeatRow<A extends Float64Array | Float32Array>(row: A, count: number, out: A): A {
  for (let k = 0; k < count; k++) out.set(row, k * row.length);
  return out;
}

/** Copies rows of `width` values into `out`. */
export function pickRows<A extends Float64Array | Float32Array | Uint8Array>(
  from: A,
  rows: Int32Array,
  width: number,
  out: A,
): A {
  for (let k = 0; k < rows.length; k++) out.set(from.subarray(rows[k]! * width, (rows[k]! + 1) * width), k * width);
  return out;
}
