import { isBuiltin } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** Modules of TensorFlow.js and what it needs: their package.json has Node.js's modules replaced in a browser. */
const minded = /[\\/](@tensorflow|seedrandom)[\\/]/;

/** Fails the build where a module of Node.js is asked for; Vite would put an empty one in its place. */
const refuseNode = {
  name: "refuse-node",
  enforce: "pre",
  resolveId(id, importer) {
    if (isBuiltin(id) && !minded.test(importer)) throw new Error(`${importer} imports ${id}, which no browser has`);
  },
};

/**
 * Builds the page in `folder`/`name` into `folder`/`name`/`outDir`, with the size and the sources of its JavaScript.
 * `alias` says where packages lie that are not installed there.
 */
export async function buildPage(folder, name, { outDir = "dist", alias = {} } = {}) {
  const { output } = await build({
    root: join(folder, name),
    configFile: false,
    mode: "production",
    logLevel: "error",
    resolve: { alias },
    build: { outDir, emptyOutDir: true, modulePreload: { polyfill: false } },
    plugins: [refuseNode],
  });
  const chunks = output.filter(({ type }) => type === "chunk");
  const files = new Set(output.map(({ fileName }) => fileName));
  return {
    folder: join(folder, name, outDir),
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
