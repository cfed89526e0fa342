import { existsSync } from "node:fs";
import { readdir, realpath, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { ZpdError } from "@zpd/core";
import {
  folderBytes,
  isForeign,
  MARKER_FILE,
  readMarker,
  type TensorflowSetupOptions,
  tensorflowFolder,
} from "./setup-folder";

/** What was removed. */
export interface RemovedTensorflow {
  readonly folder: string;
  /** False when there was nothing. */
  readonly removed: boolean;
  /** Bytes freed on the disk. */
  readonly bytes: number;
}

/** Beginning of the names of the folders in which a set-up is built, beside the one it is for. */
export function stagingPrefix(folder: string): string {
  return `.${basename(folder)}.`;
}

export const STAGING_ENDING = ".part";

/** True when the process with an id runs on this machine. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Deletes a marked folder, the marker last: what an interruption leaves is still known as ours. */
async function removeMarked(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== MARKER_FILE) await rm(join(folder, name), { recursive: true, force: true });
  }
  await rm(folder, { recursive: true, force: true });
}

/**
 * Deletes what killed runs left beside a folder, and nothing that another run is still building. Of a run on another
 * machine that shares the disk nothing can be known, so its folder stays.
 * @returns bytes freed
 */
export async function removeLeftovers(folder: string): Promise<number> {
  const parent = dirname(folder);
  if (!existsSync(parent)) return 0;
  let bytes = 0;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(stagingPrefix(folder)) || !name.endsWith(STAGING_ENDING)) continue;
    const builder = readMarker(join(parent, name))?.builder;
    if (builder === undefined || builder.host !== hostname() || isRunning(builder.pid)) continue;
    const size = await folderBytes(join(parent, name));
    // A program that a killed run had started may go on writing for some seconds: then a later run clears it away.
    bytes += await removeMarked(join(parent, name)).then(
      () => size,
      () => 0,
    );
  }
  return bytes;
}

/**
 * Deletes the folder of the set-up, with what interrupted runs may have left beside it, and nothing else.
 * @throws IO when the folder holds something that is not ours; it is then untouched
 * @throws INVALID_CONFIG when the folder is given as an empty text
 */
export async function removeTensorflow(options: TensorflowSetupOptions = {}): Promise<RemovedTensorflow> {
  const folder = tensorflowFolder(options);
  if (isForeign(folder)) {
    throw new ZpdError("IO", {
      where: "removeTensorflow",
      expected: `a folder made by the set-up, which holds ${MARKER_FILE}`,
      got: "something else",
      advice: "nothing was deleted; if it may go, delete it by hand",
      location: { file: folder },
    });
  }
  const leftovers = await removeLeftovers(folder);
  if (readMarker(folder) === undefined) return { folder, removed: leftovers > 0, bytes: leftovers };
  // Where the path is a link, the folder behind it is what takes the space.
  const real = await realpath(folder);
  const bytes = (await folderBytes(real)) + leftovers;
  await removeMarked(real);
  await rm(folder, { recursive: true, force: true });
  return { folder, removed: true, bytes };
}
