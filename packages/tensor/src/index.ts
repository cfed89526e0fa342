export type { Machine, MachineVariant } from "./kernels/machine";
