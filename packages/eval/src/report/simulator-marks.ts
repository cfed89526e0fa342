import { ZpdError } from "@zpd/core";
import type { RemResult } from "../types/rem-result";
import type { SimulatorQuality } from "../types/simulator-quality";

/** Quality by simulator. @throws INVALID_INPUT for a simulator that the result does not name, or two entries of one */
export function qualityBySimulator(
  where: string,
  result: RemResult,
  quality: readonly SimulatorQuality[] = [],
): ReadonlyMap<string, SimulatorQuality> {
  const entries = new Map<string, SimulatorQuality>();
  for (const entry of quality) {
    const { simulator, figures } = entry;
    if (!result.simulators.includes(simulator) || entries.has(simulator)) {
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: "at most one quality for each simulator of the result",
        got: `${simulator}${entries.has(simulator) ? " twice" : ""}`,
      });
    }
    const broken = figures.find(({ value, low = 0, high = 0 }) => ![value, low, high].every(Number.isFinite));
    if (broken !== undefined) {
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: "finite figures of quality",
        got: `${broken.id} of ${simulator}: ${broken.value}`,
      });
    }
    entries.set(simulator, entry);
  }
  return entries;
}

/** Simulators that fail a comparison with real learners, in the order of the result. */
export function markedSimulators(
  { simulators }: RemResult,
  quality: ReadonlyMap<string, SimulatorQuality>,
): SimulatorQuality[] {
  return simulators.flatMap((id) => {
    const entry = quality.get(id);
    return entry === undefined || entry.fails.length === 0 ? [] : [entry];
  });
}
