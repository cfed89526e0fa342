export type { Machine, MachineVariant } from "./machine";
