import { type Config, createVocabulary, type ModelFile, type NamedTensor, ZpdError } from "@zpd/core";
import { readTensor, readTracerWorld, writeTracerFile } from "../../parts/tracer-file";
import { familiesFromFile, familiesToConfig, familyTensors, ownFactorsOf } from "../hierarchical/family-file";
import { type IrtPosterior, itemRowWidth, learnerRowWidth, POSTERIOR_MODELS } from "../types/posterior";

const LEARNER_IDS = "learnerIds";

/**
 * A posterior as `config.json` and tensors: `learnerRows` `[L, 2 D]`, `itemRows` `[I, 2 D + 2]` (means, then variances), the
 * items' scales, the priors of who is new, and how many answers each has given. Learners' ids are UTF-8 JSON in the tensor `learnerIds`, for
 * `config.json` is to stay readable. `config` is what the model was fitted with.
 */
export function posteriorToModelFile(posterior: IrtPosterior, config: Config): ModelFile {
  const { model, factors, learners, items, qMatrix, learnerRows, itemRows } = posterior;
  const ids = new TextEncoder().encode(JSON.stringify(learners.ids));
  const tensors: Record<string, NamedTensor> = {
    learnerRows: { shape: [learners.size, learnerRowWidth(factors)], data: learnerRows },
    itemRows: { shape: [items.size, itemRowWidth(factors)], data: itemRows },
    itemScales: { shape: [items.size, factors + 1], data: posterior.itemScales },
    learnerPrior: { shape: [learnerRowWidth(factors)], data: posterior.learnerPrior },
    itemPrior: { shape: [itemRowWidth(factors)], data: posterior.itemPrior },
    learnerAnswers: { shape: [learners.size], data: posterior.learnerAnswers },
    itemAnswers: { shape: [items.size], data: posterior.itemAnswers },
    [LEARNER_IDS]: { shape: [ids.length], data: ids },
    ...familyTensors(posterior.families),
  };
  return writeTracerFile(
    model,
    { ...config, ...familiesToConfig(posterior.families), factors },
    { items, qMatrix },
    tensors,
  );
}

/**
 * Reads what `posteriorToModelFile` wrote.
 * @throws INVALID_INPUT when the file is of another kind of model, incomplete, not finite, or has variances that are none
 */
export function posteriorFromModelFile(file: ModelFile): IrtPosterior {
  const where = "posteriorFromModelFile";
  const model = POSTERIOR_MODELS.find((known) => known === file.config.model);
  if (model === undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `a posterior of ${POSTERIOR_MODELS.join(", ")}`,
      got: `a model file of "${file.config.model}"`,
      advice: "give the folder that zpd irt fit wrote",
    });
  }
  const world = readTracerWorld(where, model, file);
  const { factors } = file.config.config;
  if (!Number.isSafeInteger(factors) || (factors as number) < 1) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "a number of factors",
      got: JSON.stringify(factors) ?? "none",
    });
  }
  const width = { learner: learnerRowWidth(factors as number), item: itemRowWidth(factors as number) };
  const learners = createVocabulary(readIds(where, file));
  const posterior: IrtPosterior = {
    model,
    factors: factors as number,
    learners,
    ...world,
    learnerRows: Float32Array.from(readTensor(where, file, "learnerRows", [learners.size, width.learner])),
    itemRows: Float32Array.from(readTensor(where, file, "itemRows", [world.items.size, width.item])),
    itemScales: Float32Array.from(readTensor(where, file, "itemScales", [world.items.size, (factors as number) + 1])),
    learnerPrior: readTensor(where, file, "learnerPrior", [width.learner]),
    itemPrior: readTensor(where, file, "itemPrior", [width.item]),
    learnerAnswers: Int32Array.from(readTensor(where, file, "learnerAnswers", [learners.size])),
    itemAnswers: Int32Array.from(readTensor(where, file, "itemAnswers", [world.items.size])),
    ...(model === "hierarchical"
      ? { families: familiesFromFile(where, file, world.items.size, factors as number) }
      : {}),
  };
  assertVariances(where, posterior);
  return posterior;
}

function readIds(where: string, { tensors }: ModelFile): readonly string[] {
  const data = tensors[LEARNER_IDS]?.data;
  const fail = (got: string): never => {
    throw new ZpdError("INVALID_INPUT", { where, expected: `a JSON list of ids as tensor "${LEARNER_IDS}"`, got });
  };
  if (!(data instanceof Uint8Array)) return fail(data === undefined ? "no such tensor" : "numbers");
  let ids: unknown;
  try {
    ids = JSON.parse(new TextDecoder().decode(data));
  } catch (error) {
    return fail((error as Error).message);
  }
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) return fail("other JSON");
  return ids as string[];
}

/**
 * Abilities and thresholds need variances above 0; so do discriminations, but for Rasch's, which are given, and those on
 * families' latents, which an item without attributes does not have.
 */
function assertVariances(where: string, { model, factors, learnerRows, itemRows, families }: IrtPosterior): void {
  const check = (rows: Float32Array, width: number, from: number, count: number, name: string): void => {
    for (let at = from; at < rows.length; at += width) {
      for (let d = 0; d < count; d++) {
        if (rows[at + d]! > 0) continue;
        throw new ZpdError("INVALID_INPUT", {
          where,
          expected: `variances above 0 in "${name}"`,
          got: `${rows[at + d]}`,
        });
      }
    }
  };
  check(learnerRows, learnerRowWidth(factors), factors, factors, "learnerRows");
  if (model !== "rasch") check(itemRows, itemRowWidth(factors), factors, ownFactorsOf(factors, families), "itemRows");
  check(itemRows, itemRowWidth(factors), 2 * factors + 1, 1, "itemRows");
}
