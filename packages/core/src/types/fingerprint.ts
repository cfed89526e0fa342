import type { InteractionLog } from "./interaction-log";

const CHUNK_BYTES = 1 << 24;

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * SHA-256 over named byte columns: the hash of the hashes of 16 MiB pieces, so that memory stays small however long
 * a column is. Names and lengths are hashed too, so moving a byte from one column to the next changes the result.
 */
export async function fingerprintColumns(columns: Readonly<Record<string, ArrayBufferView>>): Promise<string> {
  const parts: Uint8Array[] = [];
  const text = new TextEncoder();
  for (const [name, view] of Object.entries(columns)) {
    parts.push(text.encode(`${name}:${view.byteLength};`));
    for (let start = 0; start < view.byteLength; start += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES, view.byteLength - start);
      // Copied because Web Crypto refuses views on shared memory.
      parts.push(await digest(new Uint8Array(new Uint8Array(view.buffer, view.byteOffset + start, length))));
    }
  }
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return toHex(await digest(all));
}

/** The fingerprint of a log: 64 hexadecimal digits over all columns, the Q-matrix and all ids. Needs Web Crypto. */
export async function fingerprintLog(log: InteractionLog): Promise<string> {
  const text = new TextEncoder();
  const ids = (list: readonly string[]): Uint8Array => text.encode(JSON.stringify(list));
  return fingerprintColumns({
    offsets: log.offsets,
    item: log.item,
    score: log.score,
    ...(log.timestampMs === undefined ? {} : { timestampMs: log.timestampMs }),
    qOffsets: log.qMatrix.offsets,
    qConcept: log.qMatrix.concept,
    learners: ids(log.learners.ids),
    items: ids(log.items.ids),
    concepts: ids(log.qMatrix.concepts.ids),
  });
}
