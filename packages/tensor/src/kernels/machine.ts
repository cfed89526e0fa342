import type { Heap } from "./heap";
import type { KernelArguments, KernelName } from "./kernel-set";

/** How a machine computes: WebAssembly with fused multiply-add, WebAssembly, or plain TypeScript in 32 or 64 bits. */
export type MachineVariant = "relaxed-simd" | "simd" | "float32" | "float64";

/**
 * A memory and the kernels that work on it. Two ways to take memory: `reserve` for what lives as long as the machine
 * (weights, moments), `allocate` for scratch that a later `release` gives back, as a stack. Addresses are counted in
 * elements and are multiples of 16 (one cache line).
 *
 * `float` and `int` are read anew after each allocation: a memory that grows gets new views.
 */
export interface Machine extends Heap {
  readonly variant: MachineVariant;
  readonly threads: number;
  /** Elements in use, scratch included. */
  readonly used: number;
  /** Takes memory for good, zeroed. @throws RESOURCE while scratch is in use, or when memory is exhausted */
  reserve(count: number): number;
  /** Takes scratch, not zeroed. @throws RESOURCE when memory is exhausted */
  allocate(count: number): number;
  /** Where the scratch stands, for `release`. */
  mark(): number;
  /** Gives back all scratch taken since the mark. */
  release(mark: number): void;
  /** Runs a kernel; `work` is about how many multiplications it costs, by which threads are woken or left alone. */
  call<Name extends KernelName>(name: Name, work: number, ...given: KernelArguments<Name>): void;
  /** Ends the threads. The memory goes with the last reference to the machine. */
  close(): void;
}
