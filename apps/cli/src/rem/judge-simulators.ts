import { isZpdError, type WorkOptions } from "@zpd/core";
import { type SimulatorQuality, simulatorQuality } from "@zpd/eval";
import { openStudy } from "../compose";
import { reloadModules } from "../own/load-module";
import { moduleError, thrownText } from "../own/module-error";
import type { OwnModule } from "../own/own-module";
import type { BuiltStudy } from "./build-study";
import type { StudySource } from "./study-source";

/** More narrow the intervals little: learners differ more than one learner's luck. */
const MOST_REPEATS = 5;

/** Holds every simulator of a study against the learners of its log whom the study plays. @throws INVALID_INPUT */
export async function judgeSimulators(
  { dataset }: StudySource,
  { spec, models }: BuiltStudy,
  options: WorkOptions,
): Promise<SimulatorQuality[]> {
  const own = await reloadModules(spec.own ?? []);
  const { simulators, rewardTracer } = openStudy(spec, own);
  // Modules come last, in their order.
  const modules = own.filter(({ kind }) => kind === "simulator");
  const judged: SimulatorQuality[] = [];
  for (const [index, simulator] of simulators.entries()) {
    const module = modules[index - (simulators.length - modules.length)];
    const heldOut = module === undefined ? models.get(simulator.id)?.heldOut : undefined;
    const judging = simulatorQuality({
      simulator,
      log: dataset.log,
      learners: spec.learners,
      rewardTracer,
      repeats: Math.min(spec.repeats, MOST_REPEATS),
      seed: spec.seed,
      ...(heldOut === undefined ? {} : { heldOut }),
      ...options,
    });
    judged.push(await (module === undefined ? judging : blaming(module, judging, options.signal)));
  }
  return judged;
}

/** What a module of the user's throws, or breaks of its contract, is no defect of ours. */
async function blaming<T>(module: OwnModule, work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await work;
  } catch (error) {
    signal?.throwIfAborted();
    throw moduleError(
      module,
      isZpdError(error) ? error.expected : "its learners to answer the items of real ones",
      isZpdError(error) ? error.got : thrownText(error),
      error,
    );
  }
}
