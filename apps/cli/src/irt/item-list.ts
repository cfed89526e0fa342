import { readFile } from "node:fs/promises";
import { unknownNameError, type Vocabulary, ZpdError } from "@zpd/core";
import { systemReason } from "../output/error-text";

/**
 * The ids of a file with one a line, blank lines left out.
 * @param option what the file was given with, for messages
 * @param line what a line holds, for messages
 * @throws INVALID_INPUT when it cannot be read
 */
export async function readItemList(option: string, path: string, line = "item id"): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new ZpdError("INVALID_INPUT", {
      where: option,
      expected: `a file with one ${line} a line`,
      got: systemReason(cause) ?? (cause as Error).message,
      location: { file: path },
      cause,
    });
  }
  // Editors of one kind begin a file with a mark that is no part of the first id.
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line !== "");
}

/**
 * The items of `--freeze`, which an earlier posterior has to know.
 * @throws INVALID_INPUT on a file that cannot be read or is empty, UNKNOWN_NAME on another item
 */
export async function readFrozenItems(path: string, known: Vocabulary): Promise<string[]> {
  const ids = await readItemList("--freeze", path);
  if (ids.length === 0) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--freeze",
      expected: "item ids, one a line",
      got: "an empty file",
      location: { file: path },
      advice: "leave the option out",
    });
  }
  for (const id of ids) if (known.indexOf(id) < 0) throw unknownNameError("--freeze", "item", id, known.ids);
  return ids;
}
