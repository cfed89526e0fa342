import type { CsvRecord } from "./csv-scanner";

/** A row of typed values in the form of a record of bytes, so that Parquet and text take one path. Reused row by row. */
export class ValueRecord implements CsvRecord {
  bytes = new Uint8Array(1 << 12);
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly quoted: Uint8Array;
  readonly count: number;
  row = 0;
  #filled = 0;
  readonly #text = new TextEncoder();

  /** @param exact text values are taken as they are, even `12.0`. */
  constructor(count: number, exact: boolean) {
    this.count = count;
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    this.quoted = new Uint8Array(count).fill(exact ? 1 : 0);
  }

  begin(row: number): void {
    this.row = row;
    this.#filled = 0;
    this.starts.fill(0);
    this.ends.fill(0);
  }

  /** Sets one field; true when the value was a date, which is written in milliseconds. */
  put(field: number, value: unknown): boolean {
    const text = textOf(value);
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    const needed = this.#filled + text.length * 3;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(needed * 2);
      larger.set(this.bytes.subarray(0, this.#filled));
      this.bytes = larger;
    }
    const { written } = this.#text.encodeInto(text, this.bytes.subarray(this.#filled));
    this.starts[field] = this.#filled;
    this.#filled += written;
    this.ends[field] = this.#filled;
    return value instanceof Date;
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return String(value.getTime());
  if (typeof value === "object")
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
  return String(value);
}
