import { randomUUID } from "node:crypto";
import { mkdir, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ZpdError } from "../errors/zpd-error";

/** Bytes whole or in pieces; pieces are never held together. */
export type FileContent = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Where the bytes of a path belong: behind links, so that a link to a file stays a link. */
async function resolveTarget(path: string): Promise<{ target: string; replaceable: boolean }> {
  try {
    const target = await realpath(path);
    const found = await stat(target);
    if (found.isDirectory()) throw new Error("a folder");
    // A device or a pipe must be written to, not replaced.
    return { target, replaceable: found.isFile() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { target: path, replaceable: true };
    throw error;
  }
}

/**
 * Makes a folder and those above it that are missing. Not `recursive: true`: that never ends where a file system answers
 * ENOENT to every new folder, as /proc does.
 */
async function makeFolders(path: string): Promise<void> {
  const isFolder = async (): Promise<boolean> => (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (await isFolder()) return;
  if (dirname(path) !== path) await makeFolders(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have been quicker.
    if (!(await isFolder())) throw error;
  }
}

async function writeFlushed(path: string, data: FileContent): Promise<void> {
  const file = await open(path, "wx");
  try {
    if (typeof data === "string" || data instanceof Uint8Array) await file.writeFile(data);
    // On an open handle each call goes on where the last ended.
    else for await (const piece of data) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Writes files that belong together so that a reader, a full disk or a kill never leaves half of one: all bytes go to
 * siblings (`.NAME.….part`) first and are flushed, then each replaces its old file in one rename, in the order given.
 * Missing folders are made.
 * @throws IO when a file cannot be written; every old file is then as it was
 */
export async function writeFilesAtomic(files: readonly (readonly [path: string, data: FileContent])[]): Promise<void> {
  const staged: { sibling: string; target: string }[] = [];
  for (const [path, data] of files) {
    try {
      const { target, replaceable } = await resolveTarget(path);
      if (!replaceable) {
        await writeFile(target, data);
        continue;
      }
      await makeFolders(dirname(target));
      const sibling = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
      staged.push({ sibling, target });
      await writeFlushed(sibling, data);
    } catch (error) {
      await removeSiblings(staged);
      throw cannotWrite(path, error);
    }
  }
  for (const { sibling, target } of staged) {
    try {
      await rename(sibling, target);
    } catch (error) {
      await removeSiblings(staged);
      throw cannotWrite(target, error);
    }
  }
}

async function removeSiblings(staged: readonly { sibling: string }[]): Promise<void> {
  for (const { sibling } of staged) await rm(sibling, { force: true });
}

function cannotWrite(path: string, cause: unknown): ZpdError {
  return new ZpdError("IO", {
    where: "writeFileAtomic",
    expected: "a file that can be written",
    got: cause instanceof Error ? cause.message : String(cause),
    advice: "what stood there before is untouched",
    location: { file: path },
    cause,
  });
}

/** `writeFilesAtomic` for one file. @throws IO when it cannot be written; the old file is then as it was */
export async function writeFileAtomic(path: string, data: FileContent): Promise<void> {
  await writeFilesAtomic([[path, data]]);
}
