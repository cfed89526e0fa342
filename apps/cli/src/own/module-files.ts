import { readFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { fingerprintColumns } from "@zpd/core";
import type { Jiti } from "jiti";

/** `import … from "./x"`, `export … from`, `import("./x")`, `require("./x")`. A hit in a comment only adds a file. */
const RELATIVE_IMPORT = /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/** The texts of a module and of everything it imports by relative paths; installed packages are left out. */
async function readModuleFiles(entry: string, jiti: Jiti): Promise<Map<string, Uint8Array>> {
  const texts = new Map<string, Uint8Array>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (texts.has(file)) continue;
    const bytes = await readFile(file);
    texts.set(file, bytes);
    for (const [, specifier] of bytes.toString("utf8").matchAll(RELATIVE_IMPORT)) {
      const found = jiti.esmResolve(specifier!, { parentURL: pathToFileURL(file), try: true });
      if (found !== undefined) waiting.push(found.startsWith("file:") ? fileURLToPath(found) : found);
    }
  }
  return texts;
}

/** The same for the same texts, wherever they lie. */
export async function fingerprintModule(entry: string, jiti: Jiti): Promise<string> {
  const folder = dirname(entry);
  const named = [...(await readModuleFiles(entry, jiti))].map(
    ([file, bytes]) => [file === entry ? "" : relative(folder, file).replaceAll("\\", "/"), bytes] as const,
  );
  return fingerprintColumns(Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1))));
}
