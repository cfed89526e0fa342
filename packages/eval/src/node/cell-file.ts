import { createHash } from "node:crypto";
import type { RemCell } from "../types/rem-cell";

/**
 * A finished cell on disk: magic, header length (uint32), header (JSON, padded to 8 bytes), the arrays one after the
 * other (each padded to 8 bytes), SHA-256 of all that. Numbers are little-endian, doubles keep every bit.
 */
const MAGIC = "ZPDCELL1";
const ALIGNMENT = 8;
const DIGEST_BYTES = 32;
const PREFIX_BYTES = MAGIC.length + 4;

const ARRAY_NAMES = ["scores", "otherScores", "gains", "trueScores", "actions", "responses"] as const;
type ArrayName = (typeof ARRAY_NAMES)[number];

interface CellHeader {
  /** Hash of the manifest of the study that the cell belongs to. */
  readonly manifest: string;
  readonly policy: string;
  readonly simulator: string;
  readonly arrays: readonly { readonly name: ArrayName; readonly length: number }[];
}

export interface StoredCell {
  readonly manifest: string;
  readonly cell: RemCell;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

function arrayType(name: ArrayName): Int32ArrayConstructor | Float32ArrayConstructor | Float64ArrayConstructor {
  if (name === "actions") return Int32Array;
  return name === "responses" ? Float32Array : Float64Array;
}

/** The bytes of a cell's file. */
export function encodeCell(manifest: string, cell: RemCell): Uint8Array {
  const present = ARRAY_NAMES.flatMap((name) => {
    const values = cell[name];
    return values === undefined ? [] : [{ name, values }];
  });
  const header: CellHeader = {
    manifest,
    policy: cell.policy,
    simulator: cell.simulator,
    arrays: present.map(({ name, values }) => ({ name, length: values.length })),
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const start = padded(PREFIX_BYTES + headerBytes.length);
  const body = start + present.reduce((sum, { values }) => sum + padded(values.byteLength), 0);
  const file = new Uint8Array(body + DIGEST_BYTES);
  file.set(new TextEncoder().encode(MAGIC));
  new DataView(file.buffer).setUint32(MAGIC.length, headerBytes.length, true);
  file.set(headerBytes, PREFIX_BYTES);
  let at = start;
  for (const { values } of present) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += padded(values.byteLength);
  }
  file.set(sha256(file.subarray(0, body)), body);
  return file;
}

/** Reads a cell's file, or undefined when it is not whole: too short, or its digest does not fit. */
export function decodeCell(file: Uint8Array): StoredCell | undefined {
  const body = file.length - DIGEST_BYTES;
  if (body < PREFIX_BYTES || new TextDecoder().decode(file.subarray(0, MAGIC.length)) !== MAGIC) return undefined;
  const digest = sha256(file.subarray(0, body));
  if (!digest.every((byte, at) => byte === file[body + at])) return undefined;
  // From here on the bytes are those that were written.
  const headerLength = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC.length, true);
  const headerBytes = file.subarray(PREFIX_BYTES, PREFIX_BYTES + headerLength);
  const header = JSON.parse(new TextDecoder().decode(headerBytes)) as CellHeader;
  let at = padded(PREFIX_BYTES + headerLength);
  const arrays: Partial<Record<ArrayName, Float64Array | Float32Array | Int32Array>> = {};
  for (const { name, length } of header.arrays) {
    const Type = arrayType(name);
    const byteLength = length * Type.BYTES_PER_ELEMENT;
    // A copy of its own: Node's Buffer.slice would give a view into a buffer that many files share.
    const { buffer } = new Uint8Array(file.subarray(at, at + byteLength));
    arrays[name] = new Type(buffer);
    at += padded(byteLength);
  }
  const cell = { policy: header.policy, simulator: header.simulator, ...arrays } as RemCell;
  return { manifest: header.manifest, cell };
}
