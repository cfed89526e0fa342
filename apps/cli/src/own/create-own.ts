import type { Policy, Simulator } from "@zpd/core";
import type { LoadedModule } from "./load-module";
import { moduleError, thrownText } from "./module-error";
import type { OwnKind, OwnWorld } from "./own-module";

/** Names a part must have, and their type. */
const MEMBERS: Readonly<Record<OwnKind, Readonly<Record<string, "string" | "object" | "function">>>> = {
  policy: { id: "string", items: "object", start: "function", recommend: "function", observe: "function" },
  simulator: { id: "string", items: "object", qMatrix: "object", create: "function" },
};

/** What stands in reports as ids of ours do. */
const ID = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

function createOwn(module: LoadedModule, world: OwnWorld): unknown {
  let made: unknown;
  try {
    made = module.create(world);
  } catch (error) {
    throw moduleError(module, `its default export to make a ${module.kind}`, thrownText(error), error);
  }
  if (made instanceof Promise) {
    made.catch(() => undefined);
    throw moduleError(module, `its default export to make a ${module.kind} at once`, "a promise");
  }
  for (const [name, type] of Object.entries(MEMBERS[module.kind])) {
    const value = (made as Record<string, unknown> | null | undefined)?.[name];
    if (typeof value !== type || value === null) {
      throw moduleError(module, `a ${module.kind} with ${name} (${type})`, value === undefined ? "none" : typeof value);
    }
  }
  const { id } = made as { readonly id: string };
  if (!ID.test(id)) {
    throw moduleError(module, "an id of letters, digits, dots, dashes and underscores, 64 at most", JSON.stringify(id));
  }
  return made;
}

/** The parts of some modules in their order, none with an id that is taken. @throws INVALID_INPUT */
function createAll(
  kind: OwnKind,
  modules: readonly LoadedModule[],
  world: OwnWorld,
  taken: readonly string[],
): unknown[] {
  const ids = new Set(taken);
  return modules
    .filter((module) => module.kind === kind)
    .map((module) => {
      const made = createOwn(module, world);
      const { id } = made as { readonly id: string };
      if (ids.has(id)) throw moduleError(module, `a ${kind} with an id of its own`, `"${id}", which another has`);
      ids.add(id);
      return made;
    });
}

/** @param taken ids of the other policies of the study */
export function createOwnPolicies(
  modules: readonly LoadedModule[],
  world: OwnWorld,
  taken: readonly string[],
): Policy[] {
  return createAll("policy", modules, world, taken) as Policy[];
}

/** @param taken ids of the other simulators of the study */
export function createOwnSimulators(
  modules: readonly LoadedModule[],
  world: OwnWorld,
  taken: readonly string[],
): Simulator[] {
  return createAll("simulator", modules, world, taken) as Simulator[];
}
