import type { WorkOptions } from "@zpd/core";
import { createRemManifest } from "../matrix/manifest";
import { type PlayCellOptions, playCell } from "../matrix/play-cell";
import { summariseRem } from "../matrix/summarise-rem";
import type { RemCell } from "../types/rem-cell";
import type { RemResult } from "../types/rem-result";
import type { RemStudy } from "../types/rem-study";

export interface RemOptions extends WorkOptions, Pick<PlayCellOptions, "maxBatch" | "keepActions"> {
  /** Cells played before, from a checkpoint; they are not played again. */
  readonly done?: readonly RemCell[];
  /** Called with each cell as it is finished, before the next one starts. */
  readonly onCell?: (cell: RemCell) => void | Promise<void>;
}

export interface RemRun {
  readonly result: RemResult;
  /** All cells, simulator by simulator within each policy. */
  readonly cells: readonly RemCell[];
}

/** Plays every cell of a study on this thread, one after the other, and sums up. @throws as `playCell` */
export async function rem(study: RemStudy, options: RemOptions = {}): Promise<RemRun> {
  const { done = [], onCell, onProgress, ...play } = options;
  const manifest = createRemManifest(study);
  const total = study.policies.length * study.simulators.length;
  const cells: RemCell[] = [];
  for (const [policy, { id: policyId }] of study.policies.entries()) {
    for (const [simulator, { id: simulatorId }] of study.simulators.entries()) {
      let cell = done.find((known) => known.policy === policyId && known.simulator === simulatorId);
      if (cell === undefined) {
        cell = await playCell(study, { policy, simulator }, play);
        await onCell?.(cell);
      }
      cells.push(cell);
      onProgress?.({ task: `${policyId} under ${simulatorId}`, done: cells.length, total, unit: "cells" });
    }
  }
  return { result: summariseRem(manifest, cells), cells };
}
