import { defineConfig } from "tsup";

/**
 * The one build recipe of the workspace: ESM for Node 20 and current browsers.
 * `tsup` emits JavaScript; `tsup --dts-only` (the `build:types` task) emits the declarations.
 */
export function packageBuild(entry: Record<string, string>) {
  return defineConfig((options) => ({
    entry,
    format: ["esm"],
    target: "es2022",
    // The version of the package being built is read from its package.json, never written twice.
    dts: options.dts ?? false,
    sourcemap: true,
    clean: false,
    tsconfig: "tsconfig.build.json",
  }));
}
