import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Writes a file so that a reader, a full disk or a kill never leaves half of it: the bytes go to a sibling first,
 * are flushed, and replace the old file in one rename. Data that comes in pieces is never held whole.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const sibling = join(folder, `.${randomUUID()}.part`);
  try {
    const file = await open(sibling, "wx");
    try {
      if (typeof data === "string" || data instanceof Uint8Array) await file.writeFile(data);
      // On an open handle each call goes on where the last ended.
      else for await (const piece of data) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(sibling, path);
  } catch (error) {
    await rm(sibling, { force: true });
    throw error;
  }
}
