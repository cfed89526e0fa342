import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { ZpdError } from "@zpd/core";
import type { ByteSource } from "../types/byte-source";

const CHUNK_BYTES = 1 << 20;
const STANDARD_INPUT = "-";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  EISDIR: "a folder",
  ENOTDIR: "a path through something that is no folder",
};

/** Turns a fault of the file system into one message about the file. */
export function fileError(file: string, error: unknown): ZpdError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = REASONS[code];
  return new ZpdError(known === undefined ? "IO" : "INVALID_INPUT", {
    where: "fileSource",
    expected: "a file that can be read",
    got: known ?? (error instanceof Error ? error.message : String(error)),
    location: { file },
    cause: error,
  });
}

/** A file on disk, or standard input for `-`. Nothing is opened before the first read. */
export function fileSource(path: string): ByteSource {
  if (path === STANDARD_INPUT) return { name: "standard input", open: () => process.stdin };
  let size: number | undefined;
  try {
    const stats = statSync(path);
    if (stats.isFile()) size = stats.size;
  } catch {
    // Reading says what is wrong.
  }
  return {
    name: path,
    ...(size === undefined ? {} : { size }),
    open: () => readFile(path),
    read: (start, end) => readPart(path, start, end),
  };
}

async function* readFile(path: string): AsyncIterable<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw fileError(path, error);
  } finally {
    stream.destroy();
  }
}

async function readPart(path: string, start: number, end: number): Promise<Uint8Array> {
  try {
    const file = await open(path, "r");
    try {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}
