import { resolve } from "node:path";
import * as core from "@zpd/core";
import * as evaluation from "@zpd/eval";
import * as kt from "@zpd/kt";
import * as rl from "@zpd/rl";
import * as sim from "@zpd/sim";
import type { Jiti } from "jiti";
import { moduleError, thrownText } from "./module-error";
import { fingerprintModule } from "./module-files";
import type { OwnKind, OwnModule, PolicyModule, SimulatorModule } from "./own-module";

/** A module as it was loaded in this thread. */
export interface LoadedModule extends OwnModule {
  readonly create: PolicyModule | SimulatorModule;
  /** Ids of the tracers it asks for. */
  readonly tracers: readonly string[];
}

/** What a module may import wherever it lies: this installation's own packages, never a second copy. */
const SHARED = {
  "@zpd/core": core,
  "@zpd/eval": evaluation,
  "@zpd/kt": kt,
  "@zpd/rl": rl,
  "@zpd/sim": sim,
};

async function createLoader(): Promise<Jiti> {
  // Loaded here: few studies have a module of their own.
  const { createJiti } = await import("jiti");
  return createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: SHARED,
  });
}

/**
 * Loads a module for `--policy` or `--simulator`: TypeScript or JavaScript, any path. It runs with the rights of this
 * process. @throws INVALID_INPUT when it cannot be read or run, or does not export what is needed
 */
export async function loadModule(kind: OwnKind, path: string): Promise<LoadedModule> {
  const file = resolve(path);
  const own = { kind, file };
  const jiti = await createLoader();
  let fingerprint: string;
  let exported: Record<string, unknown>;
  try {
    fingerprint = await fingerprintModule(file, jiti);
  } catch (error) {
    throw moduleError(own, "a module that can be read", thrownText(error), error);
  }
  try {
    exported = await jiti.import<Record<string, unknown>>(file);
  } catch (error) {
    throw moduleError(own, "a module that runs", thrownText(error), error);
  }
  const { default: create, tracers = [] } = exported;
  if (typeof create !== "function") {
    const got = create === undefined ? "none" : `a default export of type ${typeof create}`;
    throw moduleError(own, `a function (world) => ${kind} as default export`, got);
  }
  if (!Array.isArray(tracers) || tracers.some((id) => typeof id !== "string")) {
    throw moduleError(own, 'tracers to be a list of ids, e.g. export const tracers = ["bkt"]', typeof tracers);
  }
  return { ...own, fingerprint, create: create as PolicyModule | SimulatorModule, tracers: tracers as string[] };
}

/** The modules of the command line's options, policies first. @throws INVALID_INPUT */
export async function loadModules(
  policies: readonly string[] = [],
  simulators: readonly string[] = [],
): Promise<LoadedModule[]> {
  return [
    ...(await Promise.all(policies.map((path) => loadModule("policy", path)))),
    ...(await Promise.all(simulators.map((path) => loadModule("simulator", path)))),
  ];
}

/**
 * Loads modules again in another thread. @throws INVALID_INPUT when one has changed in the meantime: half of a matrix
 * would be of another policy
 */
export function reloadModules(modules: readonly OwnModule[]): Promise<LoadedModule[]> {
  return Promise.all(
    modules.map(async (known) => {
      const loaded = await loadModule(known.kind, known.file);
      if (loaded.fingerprint !== known.fingerprint) {
        throw moduleError(known, "the text it had when the study began", "another one");
      }
      return loaded;
    }),
  );
}
