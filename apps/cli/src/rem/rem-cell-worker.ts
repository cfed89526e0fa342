import { playCell, type RemCell, type RemCellIndex, type RemStudy } from "@zpd/eval";
import { workerData } from "piscina";
import { openStudy } from "../compose";
import type { StudySpec } from "../study-spec";

let study: RemStudy | undefined;

/** Plays one cell in a worker thread, which builds the study once. */
export default function playCellHere(index: RemCellIndex): Promise<RemCell> {
  study ??= openStudy(workerData as StudySpec);
  return playCell(study, index);
}
