import { inputError } from "./input-error";

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BLANK = 32;

/** A record longer than this is taken for a quote left open: 256 MiB. */
const MAX_RECORD_BYTES = 1 << 28;

/**
 * One record: field `f` is `bytes[starts[f] … ends[f] - 1]`. Buffers are reused for the next record, so read, never keep.
 */
export interface CsvRecord {
  bytes: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  /** 1 where the field stood in quotes: such a field is exact, others were trimmed of blanks. */
  quoted: Uint8Array;
  count: number;
  /** Records from 1, the header included; empty lines count. */
  row: number;
}

export interface CsvScannerOptions {
  readonly file: string;
  /** The delimiter's byte: comma 44, tab 9, semicolon 59. */
  readonly delimiter: number;
  /** Default true. */
  readonly quotes?: boolean;
}

/**
 * Cuts bytes into records and fields (RFC 4180: quoted fields, doubled quotes, line feeds inside quotes; CRLF or LF) without
 * making a string. Empty lines are skipped. One pass, one copy of each byte; memory is the longest record.
 */
export class CsvScanner {
  readonly #file: string;
  readonly #delimiter: number;
  readonly #quotes: boolean;
  readonly #onRecord: (record: CsvRecord) => void;
  readonly #record: CsvRecord = {
    bytes: new Uint8Array(1 << 17),
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    quoted: new Uint8Array(64),
    count: 0,
    row: 1,
  };
  #end = 0;
  #at = 0;
  #recordStart = 0;
  #fieldStart = 0;
  #inQuotes = false;
  #doubled = false;
  /** Position after the closing quote of the present field, or -1. */
  #closed = -1;

  constructor(options: CsvScannerOptions, onRecord: (record: CsvRecord) => void) {
    this.#file = options.file;
    this.#delimiter = options.delimiter;
    this.#quotes = options.quotes ?? true;
    this.#onRecord = onRecord;
  }

  /** Reads on. O(chunk). @throws INVALID_INPUT on text after a closing quote or a record over 256 MiB. */
  push(chunk: Uint8Array): void {
    this.#append(chunk);
    this.#scan();
  }

  /** Ends the input; the last record needs no line feed. @throws INVALID_INPUT on a quote left open. */
  finish(): void {
    if (this.#recordStart < this.#end) this.push(Uint8Array.of(LINE_FEED));
    if (this.#inQuotes) {
      throw inputError(
        { file: this.#file, row: this.#record.row },
        "a closing quote",
        "the end of the file",
        "a quote opens in this row and never closes",
      );
    }
  }

  #append(chunk: Uint8Array): void {
    const record = this.#record;
    const kept = this.#end - this.#recordStart;
    if (this.#recordStart > 0) {
      const shift = this.#recordStart;
      record.bytes.copyWithin(0, shift, this.#end);
      for (let f = 0; f < record.count; f++) {
        record.starts[f]! -= shift;
        record.ends[f]! -= shift;
      }
      this.#at -= shift;
      this.#fieldStart -= shift;
      if (this.#closed >= 0) this.#closed -= shift;
      this.#recordStart = 0;
      this.#end = kept;
    }
    const needed = kept + chunk.length;
    if (kept > MAX_RECORD_BYTES) {
      throw inputError(
        { file: this.#file, row: record.row },
        `records of at most ${MAX_RECORD_BYTES >> 20} MiB`,
        `one of over ${kept >> 20} MiB`,
        this.#inQuotes ? "a quote opens in this row and never closes" : "is this a text file with line ends?",
      );
    }
    if (needed > record.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, record.bytes.length * 2));
      larger.set(record.bytes.subarray(0, kept));
      record.bytes = larger;
    }
    record.bytes.set(chunk, kept);
    this.#end = needed;
  }

  #scan(): void {
    const record = this.#record;
    const bytes = record.bytes;
    const end = this.#end;
    const delimiter = this.#delimiter;
    let at = this.#at;
    while (at < end) {
      if (this.#inQuotes) {
        while (at < end && bytes[at] !== QUOTE) at++;
        if (at + 1 >= end) break;
        if (bytes[at + 1] === QUOTE) {
          this.#doubled = true;
          at += 2;
          continue;
        }
        this.#inQuotes = false;
        this.#closed = ++at;
      } else if (at === this.#fieldStart && bytes[at] === QUOTE && this.#quotes && this.#closed < 0) {
        this.#inQuotes = true;
        at++;
        continue;
      }
      let byte = bytes[at]!;
      while (byte !== delimiter && byte !== LINE_FEED) {
        if (++at >= end) break;
        byte = bytes[at]!;
      }
      if (at >= end) break;
      const last = byte === LINE_FEED;
      const fieldEnd = last && at > this.#fieldStart && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
      if (record.count === record.starts.length) this.#moreFields();
      if (this.#closed < 0) endPlainField(record, this.#fieldStart, fieldEnd);
      else this.#endQuotedField(fieldEnd);
      this.#fieldStart = ++at;
      if (last) {
        this.#endRecord();
        this.#recordStart = at;
      }
    }
    this.#at = Math.min(at, end);
  }

  #endQuotedField(at: number): void {
    const record = this.#record;
    const start = this.#fieldStart + 1;
    let end = at;
    while (end > this.#closed && record.bytes[end - 1] === BLANK) end--;
    if (end !== this.#closed) this.#failAfterQuote(this.#closed, end);
    record.starts[record.count] = start;
    record.ends[record.count] = this.#doubled ? this.#undouble(start, end - 1) : end - 1;
    record.quoted[record.count++] = 1;
    this.#closed = -1;
    this.#doubled = false;
  }

  #endRecord(): void {
    const record = this.#record;
    const empty = record.count === 1 && record.starts[0] === record.ends[0] && record.quoted[0] === 0;
    if (!empty) this.#onRecord(record);
    record.count = 0;
    record.row++;
  }

  /** Writes each doubled quote once, in place, and returns the new end. */
  #undouble(start: number, end: number): number {
    const { bytes } = this.#record;
    let to = start;
    for (let from = start; from < end; from++) {
      bytes[to++] = bytes[from]!;
      if (bytes[from] === QUOTE) from++;
    }
    return to;
  }

  #moreFields(): void {
    const record = this.#record;
    const size = record.starts.length * 2;
    const grow = <A extends Int32Array | Uint8Array>(old: A, next: A): A => {
      next.set(old);
      return next;
    };
    record.starts = grow(record.starts, new Int32Array(size));
    record.ends = grow(record.ends, new Int32Array(size));
    record.quoted = grow(record.quoted, new Uint8Array(size));
  }

  #failAfterQuote(from: number, to: number): never {
    const text = new TextDecoder().decode(this.#record.bytes.subarray(from, Math.min(to, from + 40)));
    throw inputError(
      { file: this.#file, row: this.#record.row },
      "the delimiter or the end of the line after a closing quote",
      JSON.stringify(text),
      "a quote inside a quoted field is written twice",
    );
  }
}

function endPlainField(record: CsvRecord, from: number, to: number): void {
  const { bytes } = record;
  let start = from;
  let end = to;
  while (start < end && bytes[start] === BLANK) start++;
  while (end > start && bytes[end - 1] === BLANK) end--;
  record.starts[record.count] = start;
  record.ends[record.count] = end;
  record.quoted[record.count++] = 0;
}
