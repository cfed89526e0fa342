import {
  type Config,
  createVocabulary,
  type ItemParameters,
  type LearnerAbilities,
  type ModelFile,
  type NamedTensor,
  type QMatrix,
  ZpdError,
} from "@zpd/core";
import { readTensor, readTracerWorld, writeTracerFile } from "../../parts/tracer-file";
import type { MarginalModel } from "./marginal-options";

/** A calibration by marginal maximum likelihood, as it is kept: what items are like, and where learners stand. */
export interface MarginalItems {
  readonly model: MarginalModel;
  readonly parameters: ItemParameters;
  readonly qMatrix: QMatrix;
  /** Difficulty b of the form a (theta - b) `[I]`; its standard error (delta method, covariance included), NaN: unknown. */
  readonly difficulty: Float64Array;
  readonly difficultyScale?: Float64Array;
  /** Answers to each item `[I]`. */
  readonly itemAnswers: Int32Array;
  /** Of the learners that the fit was made on. */
  readonly abilities: LearnerAbilities;
}

/** `model` of such a file; which curve its items have stands in its configuration. */
export const MARGINAL_FILE = "mml";

const MODELS: readonly MarginalModel[] = ["rasch", "1pl", "2pl", "3pl"];
const LEARNER_IDS = "learnerIds";
/** Files hold finite numbers, and no scale is negative: stands for a scale that is unknown. */
const UNKNOWN_SCALE = -1;

/** Optional columns of the items, each a tensor of its own. */
const SCALES = ["discriminationScale", "thresholdScale", "guessScale"] as const;

function hideUnknown(scale: Float64Array): Float64Array {
  return scale.map((value) => (Number.isFinite(value) ? value : UNKNOWN_SCALE));
}

/** A calibration as `config.json` and a column per tensor. `config` is what it was fitted with. */
export function marginalToModelFile(fitted: MarginalItems, config: Config): ModelFile {
  const { model, parameters, qMatrix, difficulty, difficultyScale, itemAnswers, abilities } = fitted;
  const { items } = parameters;
  const column = (data: Float64Array | Int32Array): NamedTensor => ({ shape: [data.length], data });
  const ids = new TextEncoder().encode(JSON.stringify(abilities.learners.ids));
  const tensors: Record<string, NamedTensor> = {
    discrimination: column(parameters.discrimination),
    threshold: column(parameters.threshold),
    difficulty: column(difficulty),
    itemAnswers: column(itemAnswers),
    ability: column(abilities.ability),
    abilityScale: column(abilities.abilityScale),
    [LEARNER_IDS]: { shape: [ids.length], data: ids },
  };
  if (parameters.guess !== undefined) tensors.guess = column(parameters.guess);
  if (difficultyScale !== undefined) tensors.difficultyScale = column(hideUnknown(difficultyScale));
  for (const name of SCALES) {
    const scale = parameters[name];
    if (scale !== undefined) tensors[name] = column(hideUnknown(scale));
  }
  return writeTracerFile(MARGINAL_FILE, { ...config, model }, { items, qMatrix }, tensors);
}

/**
 * Reads what `marginalToModelFile` wrote.
 * @throws INVALID_INPUT when the file is of another kind of model, incomplete or not finite
 */
export function marginalFromModelFile(file: ModelFile): MarginalItems {
  const where = "marginalFromModelFile";
  const world = readTracerWorld(where, MARGINAL_FILE, file);
  const model = MODELS.find((known) => known === file.config.config.model);
  if (model === undefined) {
    const got = JSON.stringify(file.config.config.model) ?? "none";
    throw new ZpdError("INVALID_INPUT", { where, expected: `one of ${MODELS.join(", ")} as model`, got });
  }
  const size = world.items.size;
  const column = (name: string, length = size): Float64Array => readTensor(where, file, name, [length]);
  const optional = <Name extends string>(name: Name): { [K in Name]?: Float64Array } => {
    if (file.tensors[name] === undefined) return {};
    const scale = column(name).map((value) => (value === UNKNOWN_SCALE ? Number.NaN : value));
    return { [name]: scale } as { [K in Name]?: Float64Array };
  };
  const learners = createVocabulary(readIds(where, file));
  return {
    model,
    qMatrix: world.qMatrix,
    parameters: {
      items: world.items,
      factors: 1,
      discrimination: column("discrimination"),
      threshold: column("threshold"),
      ...optional("guess"),
      ...optional("discriminationScale"),
      ...optional("thresholdScale"),
      ...optional("guessScale"),
    },
    difficulty: column("difficulty"),
    ...optional("difficultyScale"),
    itemAnswers: Int32Array.from(column("itemAnswers")),
    abilities: {
      learners,
      factors: 1,
      ability: column("ability", learners.size),
      abilityScale: column("abilityScale", learners.size),
    },
  };
}

function readIds(where: string, { tensors }: ModelFile): readonly string[] {
  const expected = `a JSON list of ids as tensor "${LEARNER_IDS}"`;
  const data = tensors[LEARNER_IDS]?.data;
  if (!(data instanceof Uint8Array)) {
    throw new ZpdError("INVALID_INPUT", { where, expected, got: data === undefined ? "no such tensor" : "numbers" });
  }
  let ids: unknown;
  try {
    ids = JSON.parse(new TextDecoder().decode(data));
  } catch (cause) {
    throw new ZpdError("INVALID_INPUT", { where, expected, got: (cause as Error).message, cause });
  }
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) {
    throw new ZpdError("INVALID_INPUT", { where, expected, got: "other JSON" });
  }
  return ids;
}
