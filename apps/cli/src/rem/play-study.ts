import { type WorkOptions, ZpdError } from "@zpd/core";
import type { RemCell, RemCellIndex, RemManifest } from "@zpd/eval";
import { openCheckpoint, playCellsInPool, playCellsInQueue } from "@zpd/eval/node";
import { runtimeIdentity } from "../queue/runtime";
import { encodeStudy } from "../queue/study-bytes";
import type { StudySpec } from "../study-spec";
import { describeStudy } from "./describe-study";

export interface PlayOptions extends WorkOptions {
  readonly threads: number;
  /** A cell that makes no step for so long is ended, seconds. */
  readonly stepLimit: number;
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
  { threads, stepLimit, queue, checkpoint: folder, resume, note, ...work }: PlayOptions,
): Promise<{ manifest: RemManifest; cells: readonly RemCell[] }> {
  const manifest = await describeStudy(spec, dataFingerprint);
  const checkpoint = folder === undefined ? undefined : await openCheckpoint(folder, manifest);
  for (const warning of checkpoint?.warnings ?? []) note(`  warning: ${warning}`);
  const kept = checkpoint?.done ?? [];
  // Cells of an earlier run that kept no trajectories are of no use to one that must.
  const done = spec.keepTrajectories === true ? kept.filter(({ actions }) => actions !== undefined) : kept;
  if (kept.length > 0 && !resume) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--checkpoint",
      expected: "a folder without finished cells",
      got: `${kept.length} of them in ${folder}`,
      advice: "add --resume to go on from them, or choose another folder",
    });
  }
  if (done.length > 0) note(`resumed: ${done.length} cells were finished before`);
  if (done.length < kept.length) {
    note(`  note: ${kept.length - done.length} finished cells have no trajectories and are played again`);
  }
  const missing = allCells(manifest).filter((index) => !done.some((cell) => isCell(manifest, index, cell)));
  const cells = {
    cells: missing,
    stepTimeLimitMs: 1000 * stepLimit,
    ...(checkpoint === undefined ? {} : { onCell: (cell: RemCell) => checkpoint.save(cell) }),
    ...work,
  };
  const played =
    queue === undefined
      ? await playCellsInPool({
          moduleUrl: new URL("./rem-cell-worker.js", import.meta.url),
          workerData: spec,
          threads,
          names: manifest,
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
  const all = [...done, ...played];
  // In the manifest's order, however they came.
  return { manifest, cells: allCells(manifest).map((index) => all.find((cell) => isCell(manifest, index, cell))!) };
}

function isCell({ policies, simulators }: RemManifest, index: RemCellIndex, cell: RemCell): boolean {
  return cell.policy === policies[index.policy] && cell.simulator === simulators[index.simulator];
}

function allCells({ policies, simulators }: RemManifest): RemCellIndex[] {
  return policies.flatMap((_, policy) => simulators.map((__, simulator) => ({ policy, simulator })));
}
