import { createPause, isZpdError, type WorkOptions } from "@zpd/core";
import type { ByteSource } from "../types/byte-source";
import { inputError } from "./input-error";

/** How much of a file is looked at to tell its format: 256 KiB. */
const HEAD_BYTES = 1 << 18;

/** A source that has been opened and looked into. Its bytes can be taken once. */
export interface OpenedSource {
  readonly source: ByteSource;
  readonly name: string;
  /** The first bytes, without byte order mark, unzipped; all of them when `whole`. */
  readonly head: Uint8Array;
  readonly whole: boolean;
  /** Whether gzip was undone: then `source.read` gives other bytes than `chunks`. */
  readonly zipped: boolean;
  /** All bytes, the head included. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Lets go of a source whose bytes are not wanted. */
  close(): Promise<void>;
}

/** Opens a source: undoes gzip, drops a UTF-8 byte order mark, refuses UTF-16 and reads the head. */
export async function openSource(source: ByteSource, options: WorkOptions): Promise<OpenedSource> {
  const raw = withProgress(source, options)[Symbol.asyncIterator]();
  const start = await collect(raw, [], 4);
  const zipped = start.bytes[0] === 0x1f && start.bytes[1] === 0x8b;
  const plain = zipped ? unzip(chain([start.bytes], raw), source.name)[Symbol.asyncIterator]() : raw;
  const collected = await collect(plain, zipped ? [] : [start.bytes], HEAD_BYTES);
  const head = withoutMark(collected.bytes, source.name);
  return {
    source,
    name: source.name,
    head,
    whole: collected.done,
    zipped,
    chunks: () => chain([head], plain),
    close: async () => {
      await plain.return?.();
      if (zipped) await raw.return?.();
    },
  };
}

async function collect(
  from: AsyncIterator<Uint8Array>,
  pieces: Uint8Array[],
  wanted: number,
): Promise<{ bytes: Uint8Array; done: boolean }> {
  let length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let done = false;
  while (length < wanted) {
    const next = await from.next();
    if (next.done === true) {
      done = true;
      break;
    }
    pieces.push(next.value);
    length += next.value.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, done };
}

async function* chain(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* withProgress(source: ByteSource, { signal, onProgress }: WorkOptions): AsyncIterable<Uint8Array> {
  const pause = createPause(signal);
  let done = 0;
  for await (const chunk of source.open()) {
    signal?.throwIfAborted();
    done += chunk.length;
    yield chunk;
    onProgress?.({
      task: `reading ${source.name}`,
      done,
      unit: "bytes",
      ...(source.size === undefined ? {} : { total: source.size }),
    });
    await pause();
  }
}

async function* unzip(chunks: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const zip = new DecompressionStream("gzip");
  const writer = zip.writable.getWriter();
  // A fault of the source itself (an abort, a failing disk) is not a fault of the gzip data.
  let sourceFault: unknown;
  const feeding = (async () => {
    try {
      for await (const chunk of chunks) await writer.write(new Uint8Array(chunk));
      await writer.close();
    } catch (error) {
      sourceFault = error;
      await writer.abort(error).catch(() => undefined);
    }
  })();
  const reader = zip.readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    await feeding;
  } catch (cause) {
    await feeding;
    if (isZpdError(sourceFault) || isAbort(sourceFault)) throw sourceFault;
    throw inputError(
      { file },
      "complete gzip data",
      "a damaged or cut-off file",
      "fetch the file again, or check it with gzip -t",
      cause,
    );
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function withoutMark(bytes: Uint8Array, file: string): Uint8Array {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return bytes.subarray(3);
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    throw inputError({ file, row: 1 }, "text in UTF-8", "text in UTF-16", "save the file as UTF-8");
  return bytes;
}
