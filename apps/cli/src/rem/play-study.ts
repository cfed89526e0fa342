import { type WorkOptions, ZpdError } from "@zpd/core";
import type { RemCell, RemCellIndex, RemManifest } from "@zpd/eval";
import { openCheckpoint, playCellsInPool } from "@zpd/eval/node";
import type { StudySpec } from "../study-spec";
import { describeStudy } from "./describe-study";

export interface PlayOptions extends WorkOptions {
  readonly threads: number;
  /** Folder that keeps finished cells. */
  readonly checkpoint?: string;
  /** Whether cells already in that folder may be used. */
  readonly resume: boolean;
  /** Says something that stays on the screen. */
  readonly note: (text: string) => void;
}

/** Plays every cell of the study that is not done yet, in worker threads. The same bytes for any number of threads. */
export async function playStudy(
  spec: StudySpec,
  dataFingerprint: string,
  { threads, checkpoint: folder, resume, note, ...work }: PlayOptions,
): Promise<{ manifest: RemManifest; cells: readonly RemCell[] }> {
  const manifest = await describeStudy(spec, dataFingerprint);
  const checkpoint = folder === undefined ? undefined : await openCheckpoint(folder, manifest);
  for (const warning of checkpoint?.warnings ?? []) note(`  warning: ${warning}`);
  const done = checkpoint?.done ?? [];
  if (done.length > 0 && !resume) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--checkpoint",
      expected: "a folder without finished cells",
      got: `${done.length} of them in ${folder}`,
      advice: "add --resume to go on from them, or choose another folder",
    });
  }
  if (done.length > 0) note(`resumed: ${done.length} cells were finished before`);
  const played = await playCellsInPool({
    moduleUrl: new URL("./rem-cell-worker.js", import.meta.url),
    workerData: spec,
    cells: checkpoint?.missing ?? allCells(manifest),
    threads,
    ...(checkpoint === undefined ? {} : { onCell: (cell: RemCell) => checkpoint.save(cell) }),
    ...work,
  });
  return { manifest, cells: [...done, ...played] };
}

function allCells({ policies, simulators }: RemManifest): RemCellIndex[] {
  return policies.flatMap((_, policy) => simulators.map((__, simulator) => ({ policy, simulator })));
}
