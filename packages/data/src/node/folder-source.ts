import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ByteSource } from "../types/byte-source";
import { fileError, fileSource } from "./file-source";

/** The files of a folder, by name, without its subfolders. @throws INVALID_INPUT when it cannot be listed */
export async function folderSource(path: string): Promise<readonly ByteSource[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
    return files.map(({ name }) => fileSource(join(path, name))).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw fileError(path, error);
  }
}
