import { workerData } from "node:worker_threads";
import { isZpdError, ZpdError, type ZpdErrorCode, type ZpdErrorFields } from "@zpd/core";
import type { RemCell } from "../types/rem-cell";
import type { RemCellIndex } from "../types/rem-study";

/** Marks an answer of a worker as a failure in structured form: threads would keep an error's message only. */
const FAILURE = "zpd-cell-failure";

export interface CellFailure {
  readonly kind: typeof FAILURE;
  readonly code: ZpdErrorCode;
  readonly fields: ZpdErrorFields;
}

export type CellAnswer = RemCell | CellFailure;

/**
 * Makes the function that a worker module exports as default for `playCellsInPool`. Errors of ZPD reach the caller with
 * their code and fields.
 *
 * A worker module rebuilds the study from `cellWorkerData()` and exports `createCellWorker((index) => playCell(study, index))`.
 */
export function createCellWorker(
  play: (index: RemCellIndex) => RemCell | Promise<RemCell>,
): (index: RemCellIndex) => Promise<CellAnswer> {
  return async (index) => {
    try {
      return await play(index);
    } catch (error) {
      if (!isZpdError(error)) throw error;
      const { code, where, expected, got, advice, location } = error;
      return {
        kind: FAILURE,
        code,
        fields: {
          where,
          expected,
          got,
          ...(advice === undefined ? {} : { advice }),
          ...(location === undefined ? {} : { location }),
        },
      };
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
