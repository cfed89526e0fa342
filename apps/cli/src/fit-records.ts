import { join, parse } from "node:path";
import { type CheckpointStore, type ComputeOptions, ZpdError } from "@zpd/core";
import { createCheckpointFolder, openTrainingLog } from "@zpd/tensor/node";

export interface FitRecordOptions {
  readonly checkpoint?: string;
  readonly resume?: boolean;
  readonly log?: string;
}

/** @throws INVALID_INPUT on `--resume` without a folder to go on from */
export function assertFitRecords({ checkpoint, resume }: FitRecordOptions): void {
  if (resume === true && checkpoint === undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--resume",
      expected: "--checkpoint DIR, where the state of the training lies",
      got: "no such option",
    });
  }
}

/**
 * Runs a fit that keeps its state in `--checkpoint` and a line an epoch in `--log`. Of several fits each has a folder
 * and a file with its name in it; `name` is undefined where there is one fit only.
 * @throws INVALID_INPUT when there is a state to go on from and nobody said `--resume`
 */
export async function recordFit<Result>(
  { checkpoint: folder, resume, log }: FitRecordOptions,
  name: string | undefined,
  fit: (options: Pick<ComputeOptions, "checkpoint" | "onEpoch">) => Promise<Result>,
): Promise<Result> {
  const checkpoint = folder === undefined ? undefined : await openCheckpoint(join(folder, name ?? ""), resume === true);
  const lines = log === undefined ? undefined : openTrainingLog(name === undefined ? log : withName(log, name));
  try {
    return await fit({
      ...(checkpoint === undefined ? {} : { checkpoint }),
      ...(lines === undefined ? {} : { onEpoch: lines.onEpoch }),
    });
  } finally {
    lines?.close();
  }
}

async function openCheckpoint(folder: string, resume: boolean): Promise<CheckpointStore> {
  const store = createCheckpointFolder(folder);
  if (!resume && (await store.load()) !== undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--checkpoint",
      expected: "a new folder",
      got: "one with the state of a training",
      advice: "add --resume to go on from it, or choose another folder",
      location: { file: folder },
    });
  }
  return store;
}

/** "train.jsonl" of fold "1" is "train.1.jsonl". */
function withName(file: string, name: string): string {
  const { dir, name: base, ext } = parse(file);
  return join(dir, `${base}.${name}${ext}`);
}
