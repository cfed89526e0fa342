import type { WorkOptions } from "@zpd/core";
import { type SimulatorQuality, simulatorQuality } from "@zpd/eval";
import { openStudy } from "../compose";
import { reloadModules } from "../own/load-module";
import type { BuiltStudy } from "./build-study";
import type { StudySource } from "./study-source";

/** More narrow the intervals little: learners differ more than one learner's luck. */
const MOST_REPEATS = 5;

/** Holds every simulator of a study against the learners of its log whom the study plays. */
export async function judgeSimulators(
  { dataset }: StudySource,
  { spec, models }: BuiltStudy,
  options: WorkOptions,
): Promise<SimulatorQuality[]> {
  const { simulators, rewardTracer } = openStudy(spec, await reloadModules(spec.own ?? []));
  const judged: SimulatorQuality[] = [];
  for (const simulator of simulators) {
    const heldOut = models.get(simulator.id)?.heldOut;
    judged.push(
      await simulatorQuality({
        simulator,
        log: dataset.log,
        learners: spec.learners,
        rewardTracer,
        repeats: Math.min(spec.repeats, MOST_REPEATS),
        seed: spec.seed,
        ...(heldOut === undefined ? {} : { heldOut }),
        ...options,
      }),
    );
  }
  return judged;
}
