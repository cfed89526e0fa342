import type { InferenceOps } from "../types/inference-ops";
import { attendCache } from "./attention-cache";
import { levelLogits } from "./level-items";
import { memoryLogits, readMemory, writeMemory } from "./memory-items";
import { attendByTables } from "./table-attention";
import type { Tape } from "./tape";
import { createTapeOps } from "./tape-ops";

/** The operations on a machine's memory, with those of run time; for a tape that does not record. */
export function createInferenceOps(tape: Tape): InferenceOps {
  return {
    ...createTapeOps(tape),
    writeMemory: (input) => writeMemory(tape, input),
    readMemory: (input) => readMemory(tape, input),
    memoryLogits: (input) => memoryLogits(tape, input),
    levelLogits: (input) => levelLogits(tape, input),
    attendCache: (input) => attendCache(tape, input),
    attendByTables: (input) => attendByTables(tape, input),
  };
}
