import type { ComputeOptions } from "@zpd/core";
import { createKernelEngine, type Engine } from "@zpd/tensor";
import { createMachine, createReferenceMachine, createThreadedMachine } from "@zpd/tensor/kernels";

export async function openEngine({ threads = 1 }: ComputeOptions): Promise<Engine> {
  if (globalThis.process?.env.ZPD_WASM === undefined)
    return createKernelEngine({ name: "cpu", reason: "stand-in" }, () => createReferenceMachine("float32"));
  const machine = threads > 1 ? await createThreadedMachine(threads) : createMachine();
  return createKernelEngine({ name: "wasm", reason: "stand-in" }, () => machine);
}
