import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type CheckpointStore, ZpdError } from "@zpd/core";
import { loadModel, saveModel } from "@zpd/core/node";

const NAME = /^checkpoint-(\d+)$/;

/**
 * Keeps the newest state of a training under a folder, as `checkpoint-N/config.json` and `checkpoint-N/model.safetensors`.
 * A new one is written whole beside the old and takes its place by one rename of its folder; only then the old one goes.
 * A kill or a full disk at any moment leaves a whole one.
 *
 * `load` throws INVALID_INPUT on a damaged checkpoint; both throw IO when the folder cannot be read or written.
 */
export function createCheckpointFolder(dir: string): CheckpointStore {
  const folderOf = (number: number): string => join(dir, `checkpoint-${number}`);
  return {
    async load() {
      const newest = Math.max(0, ...(await numbersIn(dir)));
      return newest === 0 ? undefined : loadModel(folderOf(newest));
    },
    async save(state) {
      const older = await numbersIn(dir);
      const next = Math.max(0, ...older) + 1;
      const unfinished = join(dir, `.checkpoint-${next}.part`);
      try {
        await inFolder(dir, () => rm(unfinished, { recursive: true, force: true }));
        await saveModel(unfinished, state);
        await inFolder(dir, () => rename(unfinished, folderOf(next)));
      } catch (error) {
        // The error that is thrown tells more than one of tidying up behind it.
        await rm(unfinished, { recursive: true, force: true }).catch(() => {});
        throw error;
      }
      for (const number of older) await inFolder(dir, () => rm(folderOf(number), { recursive: true, force: true }));
    },
  };
}

async function numbersIn(dir: string): Promise<number[]> {
  const names = await inFolder(dir, () =>
    readdir(dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    }),
  );
  return names.flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
}

async function inFolder<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ZpdError("IO", {
      where: "createCheckpointFolder",
      expected: "a folder that can be read and written",
      got: cause instanceof Error ? cause.message : String(cause),
      location: { file: dir },
      cause,
    });
  }
}
