import { playCell, type RemStudy } from "@zpd/eval";
import { cellWorkerData, createCellWorker } from "@zpd/eval/node";
import { openStudy } from "../compose";
import { blameOwn } from "../own/blame-own";
import { reloadModules } from "../own/load-module";
import type { StudySpec } from "../study-spec";

let opened: Promise<RemStudy> | undefined;

async function open(spec: StudySpec): Promise<RemStudy> {
  return openStudy(spec, await reloadModules(spec.own ?? []));
}

/** Plays cells in a worker thread, which builds the study once. */
export default createCellWorker(async (index, options) => {
  const spec = cellWorkerData<StudySpec>();
  opened ??= open(spec);
  const study = await opened;
  try {
    return await playCell(study, index, { ...options, keepActions: spec.keepTrajectories === true });
  } catch (error) {
    throw blameOwn(spec, study, index, error);
  }
});
