import { ZpdError } from "../errors/zpd-error";
import type { ConfigValue } from "../types/config";
import type { ModelConfig } from "./model-file";

/** The newest layout of `config.json` that this version reads and writes. */
export const MODEL_FORMAT_VERSION = 1;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function isConfigValue(value: unknown): value is ConfigValue {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isConfigValue);
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/**
 * Checks what a `config.json` holds and gives it its type; fields it does not know are left out. Whether tensors and
 * Q-matrix fit a model is for the model to say. O(size).
 * @throws UNSUPPORTED when a newer version wrote it
 * @throws INVALID_INPUT when it is no ZPD model, or a field is missing or of another type
 */
export function parseModelConfig(value: unknown, where = "parseModelConfig"): ModelConfig {
  const fail = (expected: string, got: unknown): never => {
    throw new ZpdError("INVALID_INPUT", { where, expected, got: (JSON.stringify(got) ?? "nothing").slice(0, 80) });
  };
  if (!isRecord(value)) return fail("an object", value);
  const { formatVersion, model, config, items, concepts, qMatrix, provenance } = value;
  if (typeof formatVersion === "number" && formatVersion > MODEL_FORMAT_VERSION) {
    throw new ZpdError("UNSUPPORTED", {
      where,
      expected: `format ${MODEL_FORMAT_VERSION} or older`,
      got: `format ${formatVersion}`,
      advice: "a newer version of ZPD wrote this model: update to read it",
    });
  }
  if (formatVersion !== MODEL_FORMAT_VERSION)
    return fail(`a ZPD model with "formatVersion": ${MODEL_FORMAT_VERSION}`, formatVersion);
  if (typeof model !== "string" || model === "") return fail('the model\'s id as "model"', model);
  if (!isRecord(config) || !isConfigValue(config)) return fail('settings as "config"', config);
  if (!isTexts(items)) return fail('ids as "items"', items);
  if (!isTexts(concepts)) return fail('ids as "concepts"', concepts);
  if (!isRecord(qMatrix)) return fail('offsets and concepts as "qMatrix"', qMatrix);
  const { offsets, concept } = qMatrix;
  if (!isCounts(offsets)) return fail('whole numbers as "qMatrix.offsets"', offsets);
  if (!isCounts(concept)) return fail('whole numbers as "qMatrix.concept"', concept);
  if (provenance !== undefined && !isRecord(provenance)) return fail('an object as "provenance"', provenance);
  return {
    formatVersion,
    model,
    config: config as ModelConfig["config"],
    items,
    concepts,
    qMatrix: { offsets, concept },
    ...(provenance === undefined ? {} : { provenance }),
  };
}
