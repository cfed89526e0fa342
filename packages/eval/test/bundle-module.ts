import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";

/**
 * Bundles a TypeScript module with the packages' sources into one plain JavaScript file, as an app's build does, because
 * threads and processes of Node 20 read nothing else. Returns the file's URL.
 */
export async function bundleModule(entry: string, folder: string): Promise<URL> {
  const file = `${basename(entry, ".ts")}.mjs`;
  await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@zpd/source"] },
    ssr: { noExternal: true, resolve: { conditions: ["@zpd/source", "node"] } },
    build: { ssr: entry, outDir: folder, emptyOutDir: false, rollupOptions: { output: { entryFileNames: file } } },
  });
  return pathToFileURL(join(folder, file));
}
