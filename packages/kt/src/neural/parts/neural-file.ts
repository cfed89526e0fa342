import { type Config, type ModelFile, type NamedTensor, ZpdError } from "@zpd/core";
import type { Weight, Weights } from "@zpd/tensor";
import { readTensor, type TracerWorld, writeTracerFile } from "../../parts/tracer-file";
import type { MasteryCalibration } from "./mastery-calibration";
import type { Probes } from "./probe-mastery";

const PROBE_OFFSETS = "probes.offsets";
const PROBE_ITEMS = "probes.items";
const CALIBRATION = "mastery.calibration";

/** What a model file holds besides world and configuration. */
export interface NeuralParameters {
  readonly weights: Weights;
  readonly probes: Probes;
  readonly calibration: MasteryCalibration;
}

/** A model file: weights under their own names, probe items and calibration of mastery beside them. */
export function writeNeuralFile(
  id: string,
  config: Config,
  world: TracerWorld,
  { weights, probes, calibration }: NeuralParameters,
): ModelFile {
  return writeTracerFile(id, config, world, {
    ...weights,
    [PROBE_OFFSETS]: { shape: [probes.offsets.length], data: probes.offsets },
    [PROBE_ITEMS]: { shape: [probes.items.length], data: probes.items },
    [CALIBRATION]: { shape: [2], data: Float64Array.of(calibration.slope, calibration.offset) },
  });
}

/**
 * Reads what `writeNeuralFile` wrote. `expected` has the names and shapes of the model's weights.
 * @throws INVALID_INPUT when a tensor is missing, unknown, of another shape, or not finite
 */
export function readNeuralFile(
  where: string,
  file: ModelFile,
  world: TracerWorld,
  expected: Weights,
): NeuralParameters {
  const known = [...Object.keys(expected), PROBE_OFFSETS, PROBE_ITEMS, CALIBRATION];
  const unknown = Object.keys(file.tensors).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ZpdError("INVALID_INPUT", { where, expected: `tensors ${known.join(", ")}`, got: `"${unknown}"` });
  }
  const weights = Object.entries(expected).map(([name, { shape }]): [string, Weight] => [
    name,
    { shape, data: Float32Array.from(readTensor(where, file, name, shape)) },
  ]);
  const [slope, offset] = readTensor(where, file, CALIBRATION, [2]);
  if (!(slope! > 0)) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `a slope above 0 in tensor "${CALIBRATION}"`,
      got: `${slope}`,
    });
  }
  return {
    weights: Object.fromEntries(weights),
    probes: readProbes(where, file, world),
    calibration: { slope: slope!, offset: offset! },
  };
}

function readProbes(where: string, file: ModelFile, { items, qMatrix }: TracerWorld): Probes {
  const offsets = Int32Array.from(readTensor(where, file, PROBE_OFFSETS, [qMatrix.concepts.size + 1]));
  const given: NamedTensor | undefined = file.tensors[PROBE_ITEMS];
  const probes = Int32Array.from(readTensor(where, file, PROBE_ITEMS, [given?.data.length ?? 0]));
  const rising = offsets[0] === 0 && offsets.every((offset, c) => c === 0 || offset >= offsets[c - 1]!);
  if (!rising || offsets.at(-1) !== probes.length || probes.some((item) => !(item >= 0 && item < items.size))) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `probe items 0…${items.size - 1} of ${qMatrix.concepts.size} concepts`,
      got: `${probes.length} items under offsets up to ${offsets.at(-1)}`,
    });
  }
  return { offsets, items: probes };
}
