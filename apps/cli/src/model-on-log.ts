import {
  type BackendReport,
  type Dataset,
  type FittedTracer,
  type InteractionLog,
  isZpdError,
  ZpdError,
} from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import { alignLog } from "@zpd/data";
import { restoreTracer, runtimeBackend } from "./compose";
import type { CommonOptions, DataOptions } from "./options";
import { readData } from "./read-data";
import type { Run } from "./run-command";

/** A saved model, and a log spoken in its items and concepts. @throws UNKNOWN_ID when the log has items it never saw */
export async function modelOnLog(
  directory: string,
  options: CommonOptions & DataOptions,
  run: Run,
): Promise<{ tracer: FittedTracer; dataset: Dataset; backend: BackendReport }> {
  const tracer = await readTracer(directory);
  const backend = runtimeBackend(options.backend, [tracer.id]);
  const { dataset } = await readData(options, run);
  return { tracer, dataset: { ...dataset, log: inWordsOf(tracer, dataset.log, directory) }, backend };
}

async function readTracer(directory: string): Promise<FittedTracer> {
  const file = await loadModel(directory);
  try {
    return restoreTracer(file);
  } catch (error) {
    // Tracers know tensors, not folders.
    if (!isZpdError(error) || error.location !== undefined) throw error;
    throw saidOf(error, { location: { file: directory } });
  }
}

function inWordsOf(tracer: FittedTracer, log: InteractionLog, directory: string): InteractionLog {
  try {
    return alignLog(log, tracer, { unknownItems: "error" });
  } catch (error) {
    if (!isZpdError(error) || error.code !== "UNKNOWN_ID") throw error;
    throw saidOf(error, {
      expected: `the ${tracer.items.size} items that the model knows, such as "${tracer.items.ids[0]}"`,
      advice: "fit a model on a log that has these items too",
      location: { file: directory },
    });
  }
}

/** The same error with some of its fields said better. */
function saidOf(error: ZpdError, better: Partial<Pick<ZpdError, "expected" | "advice" | "location">>): ZpdError {
  const { where, expected } = error;
  const advice = better.advice ?? error.advice;
  const location = better.location ?? error.location;
  return new ZpdError(error.code, {
    where,
    expected: better.expected ?? expected,
    got: error.got,
    ...(advice === undefined ? {} : { advice }),
    ...(location === undefined ? {} : { location }),
    cause: error,
  });
}
