export { type BackgroundOptions, createMachine, createThreadedMachine, type MachineOptions } from "./create-machine";
export { hashedUniform } from "./hashed-uniform";
export type { Heap } from "./heap";
export type { KernelArguments, KernelName } from "./kernel-set";
export { canShareMemory } from "./kernel-threads";
export type { Machine, MachineVariant } from "./machine";
export { createReferenceMachine } from "./reference-machine";
