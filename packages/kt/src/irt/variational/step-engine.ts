import type { FitReport, InteractionLog } from "@zpd/core";
import { canShareMemory } from "@zpd/tensor/kernels";
import { type AllocateBytes, allocatePlain, allocateShared } from "./allocate-arrays";
import { type BlockRunner, createBlockRunner, createPlainSteps } from "./block-runner";
import { createThreadedBlockRunner } from "./block-threads";
import type { StepArrays, StepSettings } from "./coordinate-steps";
import { createKernelSteps, kernelsFor, startOf, writeTable } from "./kernel-steps";

/** What does the steps of a fit, and where their arrays stand. */
export interface StepEngine {
  readonly backend: NonNullable<FitReport["backend"]>;
  readonly allocate: AllocateBytes;
  /** For arrays that `allocate` made. */
  createRunner(arrays: StepArrays, settings: StepSettings, signal: AbortSignal | undefined): BlockRunner;
  /** All arrays made so far are no longer used: their place is that of the next ones. */
  clear(): void;
}

/** A thread starts in some 30 ms, in which one passes over this many answers. */
const MIN_ANSWERS_PER_THREAD = 50_000;

/** Threads that pay for their start; one where none can share memory. Results do not depend on it. */
function threadsFor(answers: number, asked: number): number {
  const useful = Math.floor(answers / MIN_ANSWERS_PER_THREAD);
  return canShareMemory() ? Math.max(1, Math.min(asked, useful)) : 1;
}

/** Kernels where they run and a log of this size fits into their memory, else the plain steps; several threads where they pay. */
export function createStepEngine(
  { item, learners, items }: InteractionLog,
  factors: number,
  asked: number,
  hasPrior: boolean,
): StepEngine {
  const threads = threadsFor(item.length, asked);
  const team = threads === 1 ? "one thread" : `${threads} threads`;
  const kernels = kernelsFor(item.length, learners.size, items.size, factors, hasPrior);
  if (kernels === undefined) {
    return {
      backend: { name: "cpu", reason: `plain JavaScript, ${team}` },
      allocate: threads > 1 ? allocateShared : allocatePlain,
      createRunner(arrays, settings, signal) {
        const useful = threadsFor(arrays.byLearner.length, asked);
        if (useful === 1) return createBlockRunner(createPlainSteps(arrays, settings), signal);
        return createThreadedBlockRunner(new Array(useful).fill({ arrays, settings }), signal);
      },
      clear() {},
    };
  }
  return {
    backend: { name: "wasm", reason: `${kernels.variant} kernels, ${team}` },
    allocate: kernels.allocate,
    createRunner(arrays, settings, signal) {
      const table = writeTable(kernels, arrays, settings);
      const useful = threadsFor(arrays.byLearner.length, asked);
      const starts = Array.from({ length: useful }, () => startOf(kernels, table, factors));
      if (useful === 1) return createBlockRunner(createKernelSteps(starts[0]!), signal);
      return createThreadedBlockRunner(starts, signal);
    },
    clear: kernels.clear,
  };
}
