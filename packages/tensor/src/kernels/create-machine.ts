import { ZpdError } from "@zpd/core";
import type { Machine } from "./machine";
import { createReferenceMachine } from "./reference-machine";
import { fastestWasmBuild, findWasmBuild, type WasmBuild, type WasmVariant } from "./wasm-build";
import { createThreadedWasmMachine, createWasmMachine } from "./wasm-machine";

/** What a machine may be asked for; the fastest that runs here when left out. */
export interface MachineOptions {
  /** The build of the kernels, for comparisons. */
  readonly variant?: WasmVariant;
  /**
   * Columns of a product that are worked on together: 8. Choose 16 where Node.js 24 was started with
   * `--experimental-wasm-revectorize`, which then uses registers of 256 bits; elsewhere it is slower.
   */
  readonly panelColumns?: 8 | 16;
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
 * A machine with one thread, at once: WebAssembly where it has SIMD, else plain TypeScript. Costs about a millisecond.
 * @throws UNSUPPORTED where a variant was asked for that does not run here
 */
export function createMachine(options: MachineOptions = {}): Machine {
  if (options.variant === undefined && fastestWasmBuild() === undefined) return createReferenceMachine("float32");
  return createWasmMachine(buildFor("createMachine", options), options.panelColumns);
}

/** A machine of WebAssembly with several threads. @throws UNSUPPORTED where WebAssembly has no SIMD */
export async function createThreadedMachine(threads: number, options: MachineOptions = {}): Promise<Machine> {
  return createThreadedWasmMachine(buildFor("createThreadedMachine", options), threads, options.panelColumns);
}
