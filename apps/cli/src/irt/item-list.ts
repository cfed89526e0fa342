import { readFile } from "node:fs/promises";
import { ZpdError } from "@zpd/core";

/** The ids of a file with one a line, blank lines left out. @throws INVALID_INPUT when it cannot be read */
export async function readFrozenItems(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--freeze",
      expected: "a file with one item id a line",
      got: (cause as Error).message,
      location: { file: path },
      cause,
    });
  }
  return text.split(/\r?\n/).filter((line) => line !== "");
}
