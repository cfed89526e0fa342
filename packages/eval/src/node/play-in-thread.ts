import { type WorkOptions, ZpdError } from "@zpd/core";
import type { Piscina } from "piscina";
import type { RemManifest } from "../types/rem-manifest";
import type { RemCellIndex } from "../types/rem-study";
import { CellPulse } from "./cell-pulse";
import type { CellAnswer, CellTask } from "./cell-worker";
import { watchPulse } from "./watch-pulse";

export interface ThreadOptions extends Pick<WorkOptions, "signal"> {
  /**
   * A cell that makes no step for this long is ended together with its thread: a policy that never comes back can be
   * stopped in no other way. The module has to pass its options on; see `createCellWorker`. Absent: no limit.
   */
  readonly stepTimeLimitMs?: number;
  /** The study's manifest, so that an error can say which policy and simulator; absent: their indices. */
  readonly names?: Pick<RemManifest, "policies" | "simulators">;
}

/** Plays one cell in a thread of the pool, which ends with it when the cell is aborted or stands still. */
export async function playInThread(
  pool: Piscina,
  cell: RemCellIndex,
  { signal, stepTimeLimitMs, names }: ThreadOptions,
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
  names: ThreadOptions["names"],
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
