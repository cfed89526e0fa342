import { createMachine } from "@zpd/tensor/kernels";
import { readVersion } from "../version";

/**
 * What decides the bytes of a cell besides its study: machines that agree in all of it play a cell alike. Node's major
 * version stands for V8's arithmetic, the architecture for how it was compiled, the kernels for the processor's abilities.
 */
export function runtimeIdentity(): Record<string, string> {
  return {
    zpd: readVersion(),
    "Node.js": process.versions.node.split(".")[0]!,
    architecture: process.arch,
    kernels: createMachine().variant,
  };
}
