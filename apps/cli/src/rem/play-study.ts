import { type WorkOptions, ZpdError } from "@zpd/core";
import type { RemCell, RemCellIndex, RemManifest } from "@zpd/eval";
import { openCheckpoint, playCellsInPool, playCellsInQueue } from "@zpd/eval/node";
import { runtimeIdentity } from "../queue/runtime";
import { encodeStudy } from "../queue/study-bytes";
import type { StudySpec } from "../study-spec";
import { describeStudy } from "./describe-study";

export interface PlayOptions extends WorkOptions {
  readonly threads: number;
  /** Address of a Redis through which workers elsewhere play; absent: threads of this process do. */
  readonly queue?: string;
  /** Folder that keeps finished cells. */
  readonly checkpoint?: string;
  /** Whether cells already in that folder may be used. */
  readonly resume: boolean;
  /** Says something that stays on the screen. */
  readonly note: (text: string) => void;
}

/**
 * Plays every cell of the study that is not done yet, in worker threads or by workers at a queue. The same bytes for any
 * number of either.
 */
export async function playStudy(
  spec: StudySpec,
  dataFingerprint: string,
  { threads, queue, checkpoint: folder, resume, note, ...work }: PlayOptions,
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
  const cells = {
    cells: checkpoint?.missing ?? allCells(manifest),
    ...(checkpoint === undefined ? {} : { onCell: (cell: RemCell) => checkpoint.save(cell) }),
    ...work,
  };
  const played =
    queue === undefined
      ? await playCellsInPool({
          moduleUrl: new URL("./rem-cell-worker.js", import.meta.url),
          workerData: spec,
          threads,
          ...cells,
        })
      : await playCellsInQueue({
          url: queue,
          manifest,
          study: encodeStudy(spec, dataFingerprint),
          needs: runtimeIdentity(),
          onNote: (text) => note(`  note: ${text}`),
          ...cells,
        });
  return { manifest, cells: [...done, ...played] };
}

function allCells({ policies, simulators }: RemManifest): RemCellIndex[] {
  return policies.flatMap((_, policy) => simulators.map((__, simulator) => ({ policy, simulator })));
}
