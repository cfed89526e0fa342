import type { CsvRecord } from "./csv-scanner";

/** Text up to this many units is written unit by unit, which is quicker than a call of the encoder. */
const SHORT = 32;
const FIRST_NON_ASCII = 0x80;

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
    this.starts[field] = this.#filled;
    this.#filled = this.#encode(text);
    this.ends[field] = this.#filled;
    return value instanceof Date;
  }

  /** Writes a text after what stands there, and returns its end. Short ASCII text, as most ids are, needs no encoder. */
  #encode(text: string): number {
    const { bytes } = this;
    const start = this.#filled;
    if (text.length <= SHORT) {
      let k = 0;
      for (; k < text.length; k++) {
        const unit = text.charCodeAt(k);
        if (unit >= FIRST_NON_ASCII) break;
        bytes[start + k] = unit;
      }
      if (k === text.length) return start + k;
    }
    return start + this.#text.encodeInto(text, bytes.subarray(start)).written;
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === 0) return "0";
  if (value === 1) return "1";
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return String(value.getTime());
  if (typeof value === "object")
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
  return String(value);
}
