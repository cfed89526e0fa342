import { isBuiltin } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** Fails the build where a module of Node.js is asked for; Vite would put an empty one in its place. */
const refuseNode = {
  name: "refuse-node",
  enforce: "pre",
  resolveId(id, importer) {
    if (isBuiltin(id)) throw new Error(`${importer} imports ${id}, which no browser has`);
  },
};

/** Builds the page in `folder`/`name` into `folder`/`name`/dist, with the size and the sources of its JavaScript. */
export async function buildPage(folder, name) {
  const { output } = await build({
    root: join(folder, name),
    configFile: false,
    mode: "production",
    logLevel: "error",
    build: { outDir: "dist", emptyOutDir: true, modulePreload: { polyfill: false } },
    plugins: [refuseNode],
  });
  const chunks = output.filter(({ type }) => type === "chunk");
  const files = new Set(output.map(({ fileName }) => fileName));
  return {
    folder: join(folder, name, "dist"),
    code: chunks.map(({ code }) => code).join("\n"),
    /** What the page would still have to load from elsewhere. */
    unresolved: chunks
      .flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])
      .filter((id) => !files.has(id)),
    modules: chunks.flatMap(({ modules }) =>
      Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
    ),
    bytes: chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0),
    gzipBytes: chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0),
  };
}
