import { ZpdError } from "@zpd/core";
import type { Machine } from "./machine";
import { createReferenceMachine } from "./reference-machine";
import { fastestWasmBuild } from "./wasm-build";
import { createThreadedWasmMachine, createWasmMachine } from "./wasm-machine";

/** A machine with one thread, at once: WebAssembly where it has SIMD, else plain TypeScript. Costs about a millisecond. */
export function createMachine(): Machine {
  const build = fastestWasmBuild();
  return build === undefined ? createReferenceMachine("float32") : createWasmMachine(build);
}

/** A machine of WebAssembly with several threads. @throws UNSUPPORTED where WebAssembly has no SIMD */
export async function createThreadedMachine(threads: number): Promise<Machine> {
  const build = fastestWasmBuild();
  if (build === undefined) {
    throw new ZpdError("UNSUPPORTED", {
      where: "createThreadedMachine",
      expected: "WebAssembly with SIMD",
      got: "a runtime without it",
      advice: "use the cpu backend, or a newer runtime",
    });
  }
  return createThreadedWasmMachine(build, threads);
}
