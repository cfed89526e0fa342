import { ZpdError } from "../errors/zpd-error";
import type { NamedTensor } from "./model-file";

/**
 * The safetensors format, as bytes in memory: eight bytes with the header's length (little-endian), a JSON header
 * `{name: {dtype, shape, data_offsets}}`, then the tensors' bytes without gaps.
 * Source: https://github.com/huggingface/safetensors, section "Format".
 *
 * Deviations: 1. only the four types a `NamedTensor` can hold; 2. numbers are moved in the machine's byte order, which
 * is the format's little-endian on everything that runs JavaScript engines today.
 */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /** Free texts under `__metadata__`; empty when the file has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

type TensorData = NamedTensor["data"];
type DataType = "F64" | "F32" | "I32" | "U8";

/** In the order in which the reference implementation lays tensors down: wide types first. */
const dataTypes: Readonly<Record<DataType, { bytes: number; view: (buffer: ArrayBuffer) => TensorData }>> = {
  F64: { bytes: 8, view: (buffer) => new Float64Array(buffer) },
  F32: { bytes: 4, view: (buffer) => new Float32Array(buffer) },
  I32: { bytes: 4, view: (buffer) => new Int32Array(buffer) },
  U8: { bytes: 1, view: (buffer) => new Uint8Array(buffer) },
};

const LENGTH_BYTES = 8;
/** The data begins at a multiple of the widest type, so that readers can map it. */
const ALIGNMENT = 8;
/** The limit of the reference implementation: a header is names and shapes, not data. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA = "__metadata__";

const layoutOrder = Object.keys(dataTypes);

function dataTypeOf(data: TensorData): DataType {
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Float32Array) return "F32";
  return data instanceof Int32Array ? "I32" : "U8";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function valuesIn(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The bytes of a safetensors file. Wide types first, then by name, so that equal tensors give equal bytes and every
 * tensor is aligned. O(bytes).
 * @throws SHAPE when a tensor's values do not fill its shape
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, NamedTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const rank = ({ data }: NamedTensor): number => layoutOrder.indexOf(dataTypeOf(data));
  const ordered = Object.entries(tensors).sort(([a, x], [b, y]) => rank(x) - rank(y) || (a < b ? -1 : 1));
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    if (name === METADATA || !shape.every(isCount) || valuesIn(shape) !== data.length) {
      throw new ZpdError("SHAPE", {
        where: "encodeSafetensors",
        expected: `${valuesIn(shape)} values for tensor "${name}" [${shape.join(", ")}]`,
        got: name === METADATA ? "a reserved name" : `${data.length} values`,
      });
    }
    header.push([name, { dtype: dataTypeOf(data), shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = Math.ceil((LENGTH_BYTES + text.length) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + end).fill(0x20, LENGTH_BYTES, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - LENGTH_BYTES), true);
  bytes.set(text, LENGTH_BYTES);
  let at = start;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function refuse(expected: string, got: string, advice?: string): never {
  throw new ZpdError("INVALID_INPUT", {
    where: "decodeSafetensors",
    expected,
    got,
    ...(advice === undefined ? {} : { advice }),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < LENGTH_BYTES) refuse("a safetensors file of at least 8 bytes", `${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) refuse(`a header of at most ${MAX_HEADER_BYTES} bytes`, `${length} bytes`);
  const start = LENGTH_BYTES + Number(length);
  if (start > bytes.length) refuse(`a header of ${length} bytes`, `a file of ${bytes.length} bytes`, "it is cut short");
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, start)));
  } catch (error) {
    refuse("a JSON header in UTF-8", String((error as Error).message));
  }
  if (!isRecord(header)) refuse("a JSON object as header", JSON.stringify(header).slice(0, 40));
  return { header, start };
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isRecord(value) || !Object.values(value).every((text) => typeof text === "string"))
    return refuse(`texts under ${METADATA}`, JSON.stringify(value).slice(0, 80));
  return value as Record<string, string>;
}

interface Entry {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, value: unknown): Entry {
  const at = `tensor "${name}"`;
  if (!isRecord(value)) return refuse(`an object for ${at}`, JSON.stringify(value).slice(0, 40));
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(dataTypes, dtype)) {
    throw new ZpdError("UNSUPPORTED", {
      where: "decodeSafetensors",
      expected: `${at} of type ${Object.keys(dataTypes).join(", ")}`,
      got: JSON.stringify(dtype) ?? "no type",
      advice: "convert it before saving",
    });
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) return refuse(`sizes as shape of ${at}`, JSON.stringify(shape));
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return refuse(`two offsets for ${at}`, JSON.stringify(offsets));
  const [begin, end] = offsets as [number, number];
  const bytes = valuesIn(shape) * dataTypes[dtype as DataType].bytes;
  if (end - begin !== bytes)
    return refuse(`${bytes} bytes for ${at} ${dtype} [${shape.join(", ")}]`, `offsets ${begin} to ${end}`);
  return { name, dataType: dtype as DataType, shape, begin, end };
}

/**
 * Reads the bytes of a safetensors file; tensors are copies, so the file's bytes can go. O(bytes).
 * @throws INVALID_INPUT when it is cut short, has gaps or overlaps, or contradicts itself
 * @throws UNSUPPORTED on a type other than F64, F32, I32 and U8
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { header, start } = readHeader(bytes);
  const metadata = readMetadata(header[METADATA]);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => readEntry(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== filled) refuse(`tensor "${name}" to begin at byte ${filled}`, `${begin}, a gap or an overlap`);
    filled = end;
  }
  if (start + filled !== bytes.length)
    refuse(`${filled} bytes of tensors`, `${bytes.length - start}`, "it is cut short or has something behind its end");
  const tensors = entries.map(({ name, dataType, shape, begin, end }): [string, NamedTensor] => {
    // A copy in a buffer of its own is aligned whatever the header's length.
    const copy = new Uint8Array(bytes.subarray(start + begin, start + end)).buffer;
    return [name, { shape, data: dataTypes[dataType].view(copy) }];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}
