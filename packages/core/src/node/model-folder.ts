import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isZpdError, ZpdError, type ZpdErrorCode } from "../errors/zpd-error";
import { parseModelConfig } from "../model-files/model-config";
import type { ModelFile } from "../model-files/model-file";
import { decodeSafetensors, encodeSafetensors } from "../model-files/safetensors";
import { writeFilesAtomic } from "./atomic-write";

const CONFIG_FILE = "config.json";
const TENSORS_FILE = "model.safetensors";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function assertFinite(where: string, code: ZpdErrorCode, { tensors }: ModelFile, file: string): void {
  for (const [name, { data }] of Object.entries(tensors)) {
    const broken = data.findIndex((value) => !Number.isFinite(value));
    if (broken < 0) continue;
    throw new ZpdError(code, {
      where,
      expected: `finite values in tensor "${name}"`,
      got: `${data[broken]} at position ${broken}`,
      advice: "the fit went wrong: fit again",
      location: { file },
    });
  }
}

/** One field a line, values compact: a model with many items stays readable. @throws INVALID_INPUT on NaN and the like */
function formatConfig(fields: object, file: string): string {
  const refuseNonFinite = (name: string, value: unknown): unknown => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new ZpdError("INVALID_INPUT", {
        where: "saveModel",
        expected: `a finite number as "${name}"`,
        got: String(value),
        location: { file },
      });
    }
    return value;
  };
  const lines = Object.entries(fields).map(([name, value]) => `  "${name}": ${JSON.stringify(value, refuseNonFinite)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/**
 * Writes a model as `config.json` and `model.safetensors` into a folder, made when missing. Both files are complete on
 * the disk before they replace an older model's.
 * @throws NUMERICAL when a tensor holds NaN or an infinity
 * @throws IO when the folder cannot be written; an older model there stays whole
 */
export async function saveModel(dir: string, model: ModelFile): Promise<void> {
  const tensorsPath = join(dir, TENSORS_FILE);
  const configPath = join(dir, CONFIG_FILE);
  assertFinite("saveModel", "NUMERICAL", model, tensorsPath);
  const tensors = encodeSafetensors(model.tensors);
  // The hash ties the two files together: a kill between the renames shows at the next load.
  const config = formatConfig(
    { ...parseModelConfig(model.config, "saveModel"), tensorsSha256: sha256(tensors) },
    configPath,
  );
  await writeFilesAtomic([
    [tensorsPath, tensors],
    [configPath, config],
  ]);
}

async function readPart(dir: string, name: string): Promise<Buffer> {
  const file = join(dir, name);
  try {
    return await readFile(file);
  } catch (error) {
    const missing = ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
    throw new ZpdError(missing ? "INVALID_INPUT" : "IO", {
      where: "loadModel",
      expected: `a model folder with ${CONFIG_FILE} and ${TENSORS_FILE}`,
      got: missing ? `no ${name}` : (error as Error).message,
      advice: "give the folder that a fit was saved to",
      location: { file },
      cause: error,
    });
  }
}

/** Runs a part of the reading and says of which file an error speaks. */
function readingFrom<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, expected, got, advice } = isZpdError(error)
      ? error
      : { code: "INVALID_INPUT" as const, expected: "JSON", got: (error as Error).message, advice: undefined };
    throw new ZpdError(code, {
      where: "loadModel",
      expected,
      got,
      ...(advice === undefined ? {} : { advice }),
      location: { file },
      cause: error,
    });
  }
}

/**
 * Reads a model folder. Give the result to the `restore` of the descriptor with the id `config.model`.
 * @throws INVALID_INPUT when a file is missing, damaged, not a ZPD model, of another save, or holds NaN
 * @throws UNSUPPORTED when a newer version wrote it
 */
export async function loadModel(dir: string): Promise<ModelFile> {
  const [configBytes, tensorBytes] = [await readPart(dir, CONFIG_FILE), await readPart(dir, TENSORS_FILE)];
  const configPath = join(dir, CONFIG_FILE);
  const tensorsPath = join(dir, TENSORS_FILE);
  const json: unknown = readingFrom(configPath, () => JSON.parse(configBytes.toString("utf8")));
  const config = readingFrom(configPath, () => parseModelConfig(json));
  const expectedHash = (json as { tensorsSha256?: unknown }).tensorsSha256;
  if (expectedHash !== undefined && expectedHash !== sha256(tensorBytes)) {
    throw new ZpdError("INVALID_INPUT", {
      where: "loadModel",
      expected: `the tensors that ${CONFIG_FILE} was written with (SHA-256 ${String(expectedHash).slice(0, 12)}…)`,
      got: "others",
      advice: "the file is damaged or of another save: save the model again",
      location: { file: tensorsPath },
    });
  }
  const file = { config, tensors: readingFrom(tensorsPath, () => decodeSafetensors(tensorBytes)).tensors };
  assertFinite("loadModel", "INVALID_INPUT", file, tensorsPath);
  return file;
}
