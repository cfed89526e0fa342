import { type ComputeOptions, ZpdError } from "@zpd/core";
import { createKernelEngine, type Engine } from "@zpd/tensor";
import { createMachine, createReferenceMachine, createThreadedMachine } from "@zpd/tensor/kernels";

/**
 * The engine that a training was asked to compute on.
 * @throws MISSING_PART when a backend is named that does not work here
 */
export async function openEngine(where: string, { backend = "auto", threads = 1 }: ComputeOptions): Promise<Engine> {
  if (backend === "cpu") {
    return createKernelEngine({ name: "cpu", reason: "plain TypeScript, as asked" }, () =>
      createReferenceMachine("float32"),
    );
  }
  if (backend !== "auto" && backend !== "wasm") {
    throw new ZpdError("MISSING_PART", {
      where,
      expected: "a backend that works here: auto, wasm or cpu",
      got: backend,
    });
  }
  const machine = threads > 1 ? await createThreadedMachine(threads) : createMachine();
  const count = machine.threads === 1 ? "one thread" : `${machine.threads} threads`;
  const reason = `${backend === "auto" ? "the fastest that is here" : "as asked"}: kernels (${machine.variant}), ${count}`;
  return createKernelEngine({ name: machine.variant === "float32" ? "cpu" : "wasm", reason }, () => machine);
}
