import { assertThat, type WorkOptions } from "@zpd/core";
import { Piscina } from "piscina";
import type { RemCell } from "../types/rem-cell";
import type { RemCellIndex } from "../types/rem-study";
import { unwrapAnswer } from "./cell-worker";
import { playInThread, type ThreadOptions } from "./play-in-thread";

export interface PoolOptions extends WorkOptions, Omit<ThreadOptions, "signal"> {
  /** `file:` URL of a plain JavaScript module whose default export plays one cell; see `createCellWorker`. */
  readonly moduleUrl: string | URL;
  /** Whatever the module needs to build the study, handed to each thread once; must survive `structuredClone`. */
  readonly workerData?: unknown;
  /** Cells to play. */
  readonly cells: readonly RemCellIndex[];
  /** How many threads play side by side. */
  readonly threads: number;
  /** Called with each cell as it is finished, one call at a time, in the order of finishing. */
  readonly onCell?: (cell: RemCell) => void | Promise<void>;
}

/**
 * Plays cells in worker threads. A cell's bytes depend on the study alone, so they equal those of `playCell` on one
 * thread; the result is in the order of `cells`.
 *
 * When a cell fails, those being played are finished and handed to `onCell`, no others are started, and the first error
 * is thrown. Aborting ends the threads at once; what `onCell` has seen by then is whole.
 * @throws what the module's function throws; the signal's reason when aborted; RESOURCE when a cell stood still for
 *   `stepTimeLimitMs`; INVALID_INPUT on a bad thread count or limit
 */
export async function playCellsInPool(options: PoolOptions): Promise<RemCell[]> {
  const { moduleUrl, workerData, cells, threads, signal, stepTimeLimitMs, onCell, onProgress } = options;
  assertThat(Number.isInteger(threads) && threads >= 1, "INVALID_INPUT", {
    where: "playCellsInPool",
    expected: "threads to be a whole number from 1",
    got: `${threads}`,
  });
  assertThat(stepTimeLimitMs === undefined || stepTimeLimitMs > 0, "INVALID_INPUT", {
    where: "playCellsInPool",
    expected: "stepTimeLimitMs to be above 0",
    got: `${stepTimeLimitMs}`,
  });
  signal?.throwIfAborted();
  if (cells.length === 0) return [];
  const lanes = Math.min(threads, cells.length);
  const pool = new Piscina({
    filename: String(moduleUrl),
    minThreads: lanes,
    maxThreads: lanes,
    workerData,
  });
  const played = new Array<RemCell>(cells.length);
  const failures: unknown[] = [];
  let next = 0;
  let finished = 0;
  let handedOver: Promise<void> = Promise.resolve();
  const playLane = async (): Promise<void> => {
    while (next < cells.length && failures.length === 0) {
      const at = next++;
      const cell = unwrapAnswer(await playInThread(pool, cells[at]!, options));
      played[at] = cell;
      // One after the other: callers write files and count.
      handedOver = handedOver.then(() => onCell?.(cell));
      await handedOver;
      finished++;
      onProgress?.({
        task: `${cell.policy} under ${cell.simulator}`,
        done: finished,
        total: cells.length,
        unit: "cells",
      });
    }
  };
  try {
    await Promise.all(
      Array.from({ length: lanes }, () => playLane().catch((error: unknown) => void failures.push(error))),
    );
  } finally {
    await pool.destroy();
  }
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return played;
}
