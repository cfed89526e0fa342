import type { InputLocation } from "@zpd/core";
import { inputError } from "./input-error";

/** Ids that are plain numbers under this bound are found by one array read; 16 MiB at most. */
const DIRECT_LIMIT = 1 << 22;
const DIRECT_DIGITS = 7;
const ZERO = 48;
const NINE = 57;
const POINT = 46;

/**
 * Gives each distinct byte string the next index, without making a string a cell: ids are compared as bytes (open
 * addressing over a 32-bit hash), small plain numbers by an array read. O(length) a look-up; memory is each id once.
 *
 * An id written like `12.0`, as table tools write integer columns with blanks, is the id `12`; `normalised` counts them.
 */
export class IdTable {
  readonly #locate: () => InputLocation;
  #slots = new Int32Array(1 << 10);
  #direct = new Int32Array(1 << 10);
  #hashes = new Int32Array(1 << 9);
  /** Where each id ends in the arena; id `i` starts where `i - 1` ends. */
  #ends = new Int32Array(1 << 9);
  #arena = new Uint8Array(1 << 12);
  #size = 0;
  #normalised = 0;

  /** @param locate says where the present cell stands, for messages. */
  constructor(locate: () => InputLocation) {
    this.#locate = locate;
  }

  get size(): number {
    return this.#size;
  }

  /** How many cells were read as an integer although written with `.0`. */
  get normalised(): number {
    return this.#normalised;
  }

  /** The index of the id in `bytes[start … end - 1]`; `exact` ids keep a final `.0`. @throws INVALID_INPUT unless UTF-8 */
  add(bytes: Uint8Array, start: number, end: number, exact: boolean): number {
    const length = end - start;
    if (length <= DIRECT_DIGITS && length > 0) {
      let value = 0;
      let at = start;
      for (; at < end; at++) {
        const digit = bytes[at]! - ZERO;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (at === end && value < DIRECT_LIMIT && (bytes[start] !== ZERO || length === 1)) {
        const known = value < this.#direct.length ? this.#direct[value]! : 0;
        return known > 0 ? known - 1 : this.#addNumber(value, bytes, start, end);
      }
    }
    if (
      !exact &&
      length > 2 &&
      bytes[end - 1] === ZERO &&
      bytes[end - 2] === POINT &&
      isInteger(bytes, start, end - 2)
    ) {
      this.#normalised++;
      return this.add(bytes, start, end - 2, true);
    }
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#slots[slot]! - 1;
      if (entry < 0) break;
      if (this.#hashes[entry] === hash && this.#equals(entry, bytes, start, end)) return entry;
      slot = (slot + 1) & mask;
    }
    const entry = this.#store(hash, bytes, start, end);
    this.#slots[slot] = entry + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return entry;
  }

  /** The index of an id given as text, kept exactly. */
  addText(id: string): number {
    const bytes = new TextEncoder().encode(id);
    return this.add(bytes, 0, bytes.length, true);
  }

  /** One id as text. O(length). */
  idOf(entry: number): string {
    return decode(this.#arena, entry === 0 ? 0 : this.#ends[entry - 1]!, this.#ends[entry]!);
  }

  /** All ids in index order. */
  ids(): string[] {
    return Array.from({ length: this.#size }, (_, entry) => this.idOf(entry));
  }

  #addNumber(value: number, bytes: Uint8Array, start: number, end: number): number {
    if (value >= this.#direct.length) {
      let size = this.#direct.length;
      while (size <= value) size *= 2;
      const larger = new Int32Array(size);
      larger.set(this.#direct);
      this.#direct = larger;
    }
    const entry = this.#store(0, bytes, start, end);
    this.#direct[value] = entry + 1;
    return entry;
  }

  #equals(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = entry === 0 ? 0 : this.#ends[entry - 1]!;
    const length = this.#ends[entry]! - from;
    if (length !== end - start) return false;
    for (let k = 0; k < length; k++) if (this.#arena[from + k] !== bytes[start + k]) return false;
    return true;
  }

  #store(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const entry = this.#size;
    const from = entry === 0 ? 0 : this.#ends[entry - 1]!;
    const to = from + end - start;
    for (let at = start; at < end; at++) {
      if (bytes[at]! >= 0x80) {
        this.#assertUtf8(bytes, start, end);
        break;
      }
    }
    if (entry === this.#ends.length) {
      this.#ends = doubled(this.#ends);
      this.#hashes = doubled(this.#hashes);
    }
    if (to > this.#arena.length) {
      const larger = new Uint8Array(Math.max(to, this.#arena.length * 2));
      larger.set(this.#arena);
      this.#arena = larger;
    }
    this.#arena.set(bytes.subarray(start, end), from);
    this.#ends[entry] = to;
    this.#hashes[entry] = hash;
    this.#size++;
    return entry;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const filled of this.#slots) {
      if (filled === 0) continue;
      let slot = this.#hashes[filled - 1]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = filled;
    }
    this.#slots = slots;
  }

  #assertUtf8(bytes: Uint8Array, start: number, end: number): void {
    try {
      strictText.decode(bytes.subarray(start, end));
    } catch (cause) {
      const text = new TextDecoder().decode(bytes.subarray(start, end));
      throw inputError(this.#locate(), "text in UTF-8", JSON.stringify(text), "save the file as UTF-8", cause);
    }
  }
}

const strictText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** True for an integer in its usual writing: no sign but minus, no leading zero. */
function isInteger(bytes: Uint8Array, start: number, end: number): boolean {
  let at = bytes[start] === 45 ? start + 1 : start;
  if (at >= end || (bytes[at] === ZERO && end - at > 1)) return false;
  for (; at < end; at++) if (bytes[at]! < ZERO || bytes[at]! > NINE) return false;
  return true;
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) {
    // A decoder call costs more than a short ASCII id.
    if (bytes[at]! >= 0x80 || at - start > 32) return strictText.decode(bytes.subarray(start, end));
    text += String.fromCharCode(bytes[at]!);
  }
  return text;
}

function doubled(old: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2);
  larger.set(old);
  return larger;
}
