import { ZpdError } from "@zpd/core";
import { allowWideVectors, type WasmBuild, type WasmVariant } from "./compiled-builds";
import type { Machine } from "./machine";
import { createReferenceMachine } from "./reference-machine";
import { fastestWasmBuild, findWasmBuild } from "./wasm-build";
import { createThreadedWasmMachine, createWasmMachine } from "./wasm-machine";

/** What a machine may be asked for; the fastest that runs here when left out. */
export interface MachineOptions {
  /** The build of the kernels, for comparisons. */
  readonly variant?: WasmVariant;
  /**
   * Has V8 join neighbouring vectors into registers of 256 bits, an experiment of Node.js 24 and newer
   * (`--experimental-wasm-revectorize`), and works in a way that suits it. Counts for the whole process, and only if
   * no other machine of this variant came first.
   */
  readonly wideVectors?: boolean;
}

export interface BackgroundOptions extends MachineOptions {
  /**
   * Threads to work with, 1 when left out. They start in the background: until they are there, and where this platform
   * cannot share a memory, the machine works alone, to the same results.
   */
  readonly threads?: number;
}

/** What products work in: 16 columns fill registers of 256 bits. */
function columnsFor(where: string, { wideVectors }: MachineOptions): 8 | 16 {
  if (wideVectors !== true) return 8;
  if (allowWideVectors()) return 16;
  throw new ZpdError("UNSUPPORTED", {
    where,
    expected: "Node.js 24 or newer for wideVectors",
    got: "a runtime that does not know them",
    advice: "leave wideVectors out",
  });
}

function buildFor(where: string, { variant }: MachineOptions): WasmBuild {
  const build = variant === undefined ? fastestWasmBuild() : findWasmBuild(variant);
  if (build !== undefined) return build;
  throw new ZpdError("UNSUPPORTED", {
    where,
    expected: `WebAssembly with ${variant ?? "SIMD"}`,
    got: "a runtime without it",
    advice: "use the cpu backend, or a newer runtime",
  });
}

/**
 * A machine, at once: WebAssembly where it has SIMD, else plain TypeScript. Costs about a millisecond.
 * @throws UNSUPPORTED where what was asked for does not run here
 */
export function createMachine(options: BackgroundOptions = {}): Machine {
  if (options.variant === undefined && fastestWasmBuild() === undefined) return createReferenceMachine("float32");
  const columns = columnsFor("createMachine", options);
  return createWasmMachine(buildFor("createMachine", options), columns, options.threads);
}

/** A machine of WebAssembly with several threads. @throws UNSUPPORTED where WebAssembly has no SIMD, or no wide vectors */
export async function createThreadedMachine(threads: number, options: MachineOptions = {}): Promise<Machine> {
  const columns = columnsFor("createThreadedMachine", options);
  return createThreadedWasmMachine(buildFor("createThreadedMachine", options), threads, columns);
}
