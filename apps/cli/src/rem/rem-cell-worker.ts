import { playCell, type RemStudy } from "@zpd/eval";
import { cellWorkerData, createCellWorker } from "@zpd/eval/node";
import { openStudy } from "../compose";
import type { StudySpec } from "../study-spec";

let study: RemStudy | undefined;

/** Plays cells in a worker thread, which builds the study once. */
export default createCellWorker((index) => {
  study ??= openStudy(cellWorkerData<StudySpec>());
  return playCell(study, index);
});
