import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ZpdError } from "@zpd/core";
import type { ByteSource } from "../types/byte-source";
import { fileError, fileSource } from "./file-source";

/** The files of a folder, by name, without its subfolders. @throws INVALID_INPUT when it cannot be listed or has none */
export async function folderSource(path: string): Promise<readonly ByteSource[]> {
  const names = await fileNames(path);
  if (names.length === 0) {
    throw new ZpdError("INVALID_INPUT", {
      where: "folderSource",
      expected: "a folder with files",
      got: "an empty folder",
      location: { file: path },
    });
  }
  return names.map((name) => fileSource(join(path, name))).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function fileNames(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
  } catch (error) {
    throw fileError(path, error);
  }
}
