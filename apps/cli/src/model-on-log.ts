import type { Dataset, FittedTracer } from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import { alignLog } from "@zpd/data";
import { restoreTracer } from "./compose";
import type { DataOptions } from "./options";
import { readData } from "./read-data";
import type { Run } from "./run-command";

/** A saved model, and a log spoken in its items and concepts. @throws UNKNOWN_ID when the log has items it never saw */
export async function modelOnLog(
  directory: string,
  options: DataOptions,
  run: Run,
): Promise<{ tracer: FittedTracer; dataset: Dataset }> {
  const tracer = restoreTracer(await loadModel(directory));
  const { dataset } = await readData(options, run);
  const log = alignLog(dataset.log, tracer, { unknownItems: "error" });
  return { tracer, dataset: { ...dataset, log } };
}
