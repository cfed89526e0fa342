import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OnProgress } from "@zpd/core";
import { NPM_LOCK, NPM_PACKAGES, TFJS_NODE_VERSION } from "./downloads";
import { packageFolder } from "./find-tensorflow";
import { runStep } from "./run-tool";

/** Set by an npm that runs us, about its own project, not about ours. */
const OTHER_PROJECT =
  /^(npm_config_(local_prefix|global|location|prefix|workspaces?|include_workspace_root|dry_run)$|npm_package_|npm_lifecycle_)/i;

/** The environment for npm in a folder of its own; registry, proxy and the like stay as configured. */
export function npmEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OTHER_PROJECT.test(name)));
}

/**
 * The source without `util.isNullOrUndefined` and `util.isArray`, which Node.js 23 took away: without this the package
 * loads there and fails at the first product.
 */
export function withoutRemovedUtil(source: string): string {
  return source
    .replaceAll(/\(0, util_1\.isNullOrUndefined\)\((\w+)\)/g, "($1 == null)")
    .replaceAll("(0, util_1.isArray)(", "Array.isArray(");
}

export interface InstallOptions {
  readonly npm: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Deletes source maps, two thirds of what npm brings; nothing reads them here. */
async function dropSourceMaps(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith(".map")) await rm(join(entry.parentPath, entry.name));
  }
}

/**
 * Installs `@tensorflow/tfjs-node` and what it needs into `folder`, from a lock file whose hashes npm checks. No script
 * of a package runs.
 * @throws MISSING_PART when npm fails; IO when the disk is full
 */
export async function installPackage(folder: string, { npm, signal, onProgress }: InstallOptions): Promise<void> {
  const task = `Installing @tensorflow/tfjs-node ${TFJS_NODE_VERSION}`;
  const report = (done: number): void => onProgress?.({ task, done, total: NPM_PACKAGES, unit: "packages" });
  report(0);
  const { name, dependencies } = NPM_LOCK.packages[""];
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, private: true, dependencies }));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(NPM_LOCK));
  await runStep(
    `npm to install @tensorflow/tfjs-node ${TFJS_NODE_VERSION}`,
    "check the network, a proxy, and the registry that npm is configured with (npm config get registry)",
    npm,
    ["ci", "--ignore-scripts", "--no-bin-links", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"],
    { cwd: folder, env: npmEnvironment(process.env), ...(signal === undefined ? {} : { signal }) },
  );
  await dropSourceMaps(join(folder, "node_modules"));
  for (const file of ["nodejs_kernel_backend.js", join("kernels", "TopK.js")]) {
    const path = join(packageFolder(folder), "dist", file);
    await writeFile(path, withoutRemovedUtil(await readFile(path, "utf8")));
  }
  report(NPM_PACKAGES);
}
