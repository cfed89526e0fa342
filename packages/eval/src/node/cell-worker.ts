import { workerData } from "node:worker_threads";
import { isZpdError, ZpdError, type ZpdErrorCode, type ZpdErrorFields } from "@zpd/core";
import type { PlayCellOptions } from "../matrix/play-cell";
import type { RemCell } from "../types/rem-cell";
import type { RemCellIndex } from "../types/rem-study";
import { CellPulse } from "./cell-pulse";

/** Marks an answer of a worker as a failure in structured form: threads would keep an error's message only. */
const FAILURE = "zpd-cell-failure";

export interface CellFailure {
  readonly kind: typeof FAILURE;
  readonly code: ZpdErrorCode;
  readonly fields: ZpdErrorFields;
}

export type CellAnswer = RemCell | CellFailure;

/** What a thread is asked to play. */
export interface CellTask extends RemCellIndex {
  /** Where to beat while playing; see `CellPulse`. */
  readonly pulse?: SharedArrayBuffer;
}

/** What threads can hand over of an error's cause: its words and its stack. */
function portableCause(cause: unknown): unknown {
  if (!(cause instanceof Error)) return String(cause);
  const copy = new Error(cause.message);
  copy.name = cause.name;
  if (cause.stack !== undefined) copy.stack = cause.stack;
  return copy;
}

/** An error of ours as plain data, for another thread or machine. */
export function cellFailure({ code, where, expected, got, advice, location, cause }: ZpdError): CellFailure {
  return {
    kind: FAILURE,
    code,
    fields: {
      where,
      expected,
      got,
      ...(advice === undefined ? {} : { advice }),
      ...(location === undefined ? {} : { location }),
      ...(cause === undefined ? {} : { cause: portableCause(cause) }),
    },
  };
}

/**
 * Makes the function that a worker module exports as default for `playCellsInPool`. Errors of ZPD reach the caller with
 * their code and fields.
 *
 * A worker module rebuilds the study from `cellWorkerData()` and exports
 * `createCellWorker((index, options) => playCell(study, index, options))`. The options tell `playCellsInPool` that the cell
 * gets on; a module that does not pass them on has its step limit for the whole cell.
 */
export function createCellWorker(
  play: (index: RemCellIndex, options: Pick<PlayCellOptions, "onProgress">) => RemCell | Promise<RemCell>,
): (task: CellTask) => Promise<CellAnswer> {
  return async ({ policy, simulator, pulse }) => {
    const beating = pulse === undefined ? undefined : new CellPulse(pulse);
    beating?.beat(0);
    try {
      return await play(
        { policy, simulator },
        beating === undefined ? {} : { onProgress: ({ done }) => beating.beat(done) },
      );
    } catch (error) {
      if (!isZpdError(error)) throw error;
      return cellFailure(error);
    }
  };
}

/** What the caller of `playCellsInPool` gave as `workerData`, inside a worker. The caller vouches for the type. */
export function cellWorkerData<Data>(): Data {
  return workerData as Data;
}

/** The cell of a worker's answer. @throws ZpdError as the worker's `play` threw it */
export function unwrapAnswer(answer: CellAnswer): RemCell {
  if ("kind" in answer) throw new ZpdError(answer.code, answer.fields);
  return answer;
}
