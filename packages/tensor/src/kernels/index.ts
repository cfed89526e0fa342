export { type BackgroundOptions, createMachine, createThreadedMachine, type MachineOptions } from "./create-machine";
export { hashedUniform } from "./hashed-uniform";
export type { Heap } from "./heap";
export {
  createItemResponseKernels,
  type ItemResponseExports,
  type ItemResponseKernels,
} from "./item-response/kernels";
export { ITEM_RESPONSE_TABLE } from "./item-response/table";
export type { KernelArguments, KernelName } from "./kernel-set";
export type { Machine, MachineVariant } from "./machine";
export { createReferenceMachine } from "./reference-machine";
export { canShareMemory, startWorkerThread, type WorkerThread, workerProgram } from "./worker-thread";
