import { readFile } from "node:fs/promises";
import { conceptsOf, type QMatrix, type Vocabulary, ZpdError } from "@zpd/core";
import type { ExplanationStep } from "@zpd/rl";
import { systemReason } from "../output/error-text";
import { unknownIdError } from "./unknown-id";

const FORM = '{"item id": [{"id": "a small question", "hints": ["a hint"]}]}';

/** The JSON of a file. @throws INVALID_INPUT when it cannot be read or is none */
export async function readJson(where: string, path: string, form: string): Promise<unknown> {
  try {
    return JSON.parse((await readFile(path, "utf8")).replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: form,
      got: systemReason(cause) ?? `no JSON: ${(cause as Error).message}`,
      location: { file: path },
      cause,
    });
  }
}

function isStep(value: unknown): value is ExplanationStep {
  if (typeof value !== "object" || value === null) return false;
  const { id, hints = [], ...rest } = value as Record<string, unknown>;
  const isText = (text: unknown): boolean => typeof text === "string" && text !== "";
  return isText(id) && Array.isArray(hints) && hints.every(isText) && Object.keys(rest).length === 0;
}

/**
 * Steps of the explanation of an item: those of a file, none for an item that it leaves out. Without a file each concept
 * of the item stands for one step, for the project has no texts of its own.
 * @throws INVALID_INPUT on a file of another form; UNKNOWN_ID on an item that the model does not know
 */
export async function readExplanations(
  path: string | undefined,
  items: Vocabulary,
  qMatrix: QMatrix,
): Promise<(item: number) => readonly ExplanationStep[]> {
  if (path === undefined) {
    return (item) => Array.from(conceptsOf(qMatrix, item), (concept) => ({ id: qMatrix.concepts.ids[concept]! }));
  }
  const where = "--explanations";
  const location = { file: path };
  const found = await readJson(where, path, FORM);
  const refuse = (got: string): never => {
    throw new ZpdError("INVALID_INPUT", { where, expected: FORM, got, location });
  };
  if (typeof found !== "object" || found === null || Array.isArray(found)) refuse("another JSON value");
  const steps = new Map<number, readonly ExplanationStep[]>();
  for (const [id, list] of Object.entries(found as Record<string, unknown>)) {
    const item = items.indexOf(id);
    if (item < 0) throw unknownIdError({ where, expected: "an item of the model", id, known: items.ids, location });
    if (Array.isArray(list) && list.every(isStep)) steps.set(item, list);
    else refuse(`${JSON.stringify(list).slice(0, 80)} for item "${id}"`);
  }
  return (item) => steps.get(item) ?? [];
}
