import { type Config, type EpochRecord, type ModelFile, type NamedTensor, ZpdError } from "@zpd/core";
import type { TrainableState, Weight, Weights } from "../types/engine";
import { bestEpochOf, isOver, type TrainingPlan, type TrainingSettings } from "./training-plan";

/** What stands as model id in a checkpoint's `config.json`. */
const CHECKPOINT_MODEL = "training-checkpoint";
const WHERE = "trainModel";
const ADVICE = "keep this training's checkpoints elsewhere, or repeat the settings that the checkpoint was made with";

/** Everything that the rest of a training depends on. */
export interface TrainingState {
  readonly state: TrainableState;
  readonly bestWeights: Weights;
  readonly history: readonly EpochRecord[];
}

/**
 * What a checkpoint must agree in with the training that goes on from it. How long training lasts at most, and its
 * patience, are not in it: `decodeCheckpoint` compares them with the epochs done, so that a training can be prolonged.
 */
export function trainingFingerprint(
  plan: Pick<TrainingPlan<never>, "identity" | "validate">,
  settings: TrainingSettings,
): Config {
  const { update, schedule, seed, maxEpochs } = settings;
  const { clipNorm, ...numbers } = update;
  return {
    ...(plan.identity === undefined ? {} : { identity: plan.identity }),
    seed,
    validates: plan.validate !== undefined,
    ...numbers,
    ...(Number.isFinite(clipNorm) ? { clipNorm } : {}),
    schedule: withoutAbsent({ ...schedule, ...(schedule.kind === "cosine" ? { maxEpochs } : {}) }),
  };
}

function withoutAbsent(options: Readonly<Record<string, string | number | undefined>>): Config {
  return Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}

/**
 * A training's state as a model file: tensors `weights.*`, `first.*` and `second.*` (Adam's moments) and, unless the
 * last epoch is the best, `best.*`. O(weights).
 */
export function encodeCheckpoint(fingerprint: Config, { state, bestWeights, history }: TrainingState): ModelFile {
  const parts: Record<string, Weights> = {
    weights: state.weights,
    first: state.firstMoments,
    second: state.secondMoments,
    ...(bestEpochOf(history) === history.length ? {} : { best: bestWeights }),
  };
  const tensors: Record<string, NamedTensor> = {};
  for (const [part, weights] of Object.entries(parts)) {
    for (const [name, weight] of Object.entries(weights)) tensors[`${part}.${name}`] = weight;
  }
  return {
    config: {
      formatVersion: 1,
      model: CHECKPOINT_MODEL,
      config: fingerprint,
      items: [],
      concepts: [],
      qMatrix: { offsets: [0], concept: [] },
      provenance: { updates: state.updates, history },
    },
    tensors,
  };
}

/**
 * The state in a checkpoint, once it is known to be of this very training.
 * @throws INVALID_INPUT when it is of other settings, of another model, incomplete, or further than these settings go
 */
export function decodeCheckpoint(
  file: ModelFile,
  fingerprint: Config,
  settings: TrainingSettings,
  shapes: Weights,
): TrainingState {
  const { config, tensors } = file;
  if (config.model !== CHECKPOINT_MODEL) refuse("a checkpoint of a training", `a model "${config.model}"`);
  const difference = findDifference(fingerprint, config.config);
  if (difference !== undefined) refuse(`a checkpoint with ${difference.expected}`, difference.got);
  const { updates, history } = config.provenance ?? {};
  if (!isHistory(history) || !Number.isSafeInteger(updates)) {
    return refuse("a checkpoint with its updates and epochs", "none, or damaged ones");
  }
  for (let epochs = 0; epochs < history.length; epochs++) {
    if (epochs > 0 && isOver(history.slice(0, epochs), settings))
      refuse(`a checkpoint of at most epoch ${epochs}, where these settings stop`, `epoch ${history.length}`);
  }
  const read = (part: string): Weights =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, { shape }]) => [name, readWeight(tensors, `${part}.${name}`, shape)]),
    );
  const weights = read("weights");
  const state = { updates: updates as number, weights, firstMoments: read("first"), secondMoments: read("second") };
  const lastIsBest = bestEpochOf(history) === history.length;
  const bestWeights = lastIsBest ? weights : read("best");
  const expectedCount = (lastIsBest ? 3 : 4) * Object.keys(shapes).length;
  const count = Object.keys(tensors).length;
  if (count !== expectedCount) refuse(`${expectedCount} tensors`, String(count));
  return { state, bestWeights, history };
}

function refuse(expected: string, got: string): never {
  throw new ZpdError("INVALID_INPUT", { where: WHERE, expected, got, advice: ADVICE });
}

function readWeight(tensors: ModelFile["tensors"], name: string, shape: readonly number[]): Weight {
  const found = tensors[name];
  if (found === undefined) return refuse(`a checkpoint with tensor "${name}" of shape [${shape}]`, "none");
  const { data } = found;
  if (!(data instanceof Float32Array) || found.shape.join() !== shape.join()) {
    return refuse(
      `tensor "${name}" as float32 of shape [${shape}]`,
      `${data.constructor.name} of shape [${found.shape}]`,
    );
  }
  return { shape, data };
}

function isHistory(value: unknown): value is readonly EpochRecord[] {
  const numbers = ["loss", "learningRate", "answersPerSecond", "seconds"];
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (record: Record<string, unknown> | null, index) =>
        record?.epoch === index + 1 &&
        numbers.every((name) => Number.isFinite(record[name])) &&
        (record.validationAuc === undefined || Number.isFinite(record.validationAuc)),
    )
  );
}

/** Every leaf of nested settings, under its path. */
function leavesOf(value: unknown, path = ""): [path: string, leaf: string][] {
  if (typeof value !== "object" || value === null) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, path === "" ? name : `${path}.${name}`));
}

function findDifference(expected: Config, got: Config): { expected: string; got: string } | undefined {
  const ours = new Map(leavesOf(expected));
  const theirs = new Map(leavesOf(got));
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    if (ours.get(name) !== theirs.get(name)) {
      return { expected: `${name} ${ours.get(name) ?? "absent"}`, got: theirs.get(name) ?? "none" };
    }
  }
  return undefined;
}
