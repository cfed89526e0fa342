/** A sparse matrix `[N, P]` in compressed rows: 8 bytes a non-zero and 8 a row. */
export interface SparseRows {
  readonly columnCount: number;
  /** Row starts `[N + 1]`; doubles, so that more than 2^31 non-zeros can be counted. */
  readonly offsets: Float64Array;
  readonly column: Int32Array;
  readonly value: Float32Array;
}

/** Number of rows `N`. */
export function rowCount(rows: SparseRows): number {
  return rows.offsets.length - 1;
}

/** Collects the rows of a sparse matrix one non-zero at a time. Memory: at most twice the finished matrix while it grows. */
export class SparseRowsBuilder {
  readonly #offsets: Float64Array;
  #column: Int32Array;
  #value: Float32Array;
  #rows = 0;
  #filled = 0;

  /** @param rows `N`, known beforehand; @param expectedPerRow a guess at the non-zeros of a row */
  constructor(rows: number, expectedPerRow: number) {
    this.#offsets = new Float64Array(rows + 1);
    const capacity = Math.max(16, Math.ceil(rows * expectedPerRow));
    this.#column = new Int32Array(capacity);
    this.#value = new Float32Array(capacity);
  }

  /** Adds a non-zero to the row under construction; zeros are left out. Columns may repeat: they add up. */
  add(column: number, value: number): void {
    if (value === 0) return;
    if (this.#filled === this.#column.length) this.#grow();
    this.#column[this.#filled] = column;
    this.#value[this.#filled++] = value;
  }

  /** Closes the row under construction. */
  endRow(): void {
    this.#offsets[++this.#rows] = this.#filled;
  }

  build(columnCount: number): SparseRows {
    return {
      columnCount,
      offsets: this.#offsets,
      column: this.#column.subarray(0, this.#filled),
      value: this.#value.subarray(0, this.#filled),
    };
  }

  #grow(): void {
    const capacity = Math.ceil(this.#column.length * 1.5);
    const column = new Int32Array(capacity);
    column.set(this.#column);
    const value = new Float32Array(capacity);
    value.set(this.#value);
    this.#column = column;
    this.#value = value;
  }
}
