import { assertThat, type WorkOptions, ZpdError } from "@zpd/core";
import { Piscina } from "piscina";
import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";
import type { RemCellIndex } from "../types/rem-study";
import { CellPulse } from "./cell-pulse";
import { type CellAnswer, type CellTask, unwrapAnswer } from "./cell-worker";
import { watchPulse } from "./watch-pulse";

export interface PoolOptions extends WorkOptions {
  /** `file:` URL of a plain JavaScript module whose default export plays one cell; see `createCellWorker`. */
  readonly moduleUrl: string | URL;
  /** Whatever the module needs to build the study, handed to each thread once; must survive `structuredClone`. */
  readonly workerData?: unknown;
  /** Cells to play. */
  readonly cells: readonly RemCellIndex[];
  /** How many threads play side by side. */
  readonly threads: number;
  /**
   * A cell that makes no step for this long is ended together with its thread: a policy that never comes back can be
   * stopped in no other way. The module has to pass its options on; see `createCellWorker`. Absent: no limit.
   */
  readonly stepTimeLimitMs?: number;
  /** The study's manifest, so that an error can say which policy and simulator; absent: their indices. */
  readonly names?: Pick<RemManifest, "policies" | "simulators">;
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

/** Plays one cell in a thread of the pool, which ends with it when the cell is aborted or stands still. */
async function playInThread(
  pool: Piscina,
  cell: RemCellIndex,
  { signal, stepTimeLimitMs, names }: PoolOptions,
): Promise<CellAnswer> {
  if (stepTimeLimitMs === undefined) return pool.run(cell, signal === undefined ? {} : { signal });
  const pulse = new CellPulse();
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal?.addEventListener("abort", abort);
  let stoodStill = false;
  const unwatch = watchPulse(pulse, stepTimeLimitMs, () => {
    stoodStill = true;
    stop.abort();
  });
  const task: CellTask = { policy: cell.policy, simulator: cell.simulator, pulse: pulse.buffer };
  try {
    return await pool.run(task, { signal: stop.signal });
  } catch (error) {
    if (stoodStill) throw stillError(cell, names, stepTimeLimitMs, pulse.done);
    throw error;
  } finally {
    unwatch();
    signal?.removeEventListener("abort", abort);
  }
}

function stillError(
  { policy, simulator }: RemCellIndex,
  names: PoolOptions["names"],
  limitMs: number,
  done: number,
): ZpdError {
  const policyName = names === undefined ? `${policy}` : `"${names.policies[policy]}"`;
  const simulatorName = names === undefined ? `${simulator}` : `"${names.simulators[simulator]}"`;
  return new ZpdError("RESOURCE", {
    where: "playCellsInPool",
    expected: `policy ${policyName} under simulator ${simulatorName} to make each step within ${limitMs / 1000} s`,
    got: `none for that long after ${done} answers of the cell`,
    advice: "look for a call that never comes back, or allow more time; finished cells are kept",
  });
}
