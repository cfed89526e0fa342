import { assertThat } from "@zpd/core";
import { MEMORY_CHUNKS, memoryScanScratch } from "../kernels/memory-chunks";
import type { MemoryScanInput, Value } from "../types/ops";
import type { Tape, TapeIndices, TapeValue } from "./tape";

export function memoryScan(tape: Tape, input: MemoryScanInput): Value {
  const { batch, steps } = input;
  const weights = input.weights as TapeValue;
  const erase = input.erase as TapeValue;
  const add = input.add as TapeValue;
  const memory = input.memory as TapeValue;
  const keys = input.keys as TapeIndices;
  const tokens = input.tokens as TapeIndices;
  const [keyCount = 0, s = 0] = weights.shape;
  const [r = 0, v = 0] = erase.shape;
  assertThat(memory.shape[0] === s && memory.shape[1] === v && add.shape[0] === r && add.shape[1] === v, "SHAPE", {
    where: "ops.memoryScan",
    expected: "weights [K, S], erase [R, V], add [R, V], memory [S, V]",
    got: `[${weights.shape}], [${erase.shape}], [${add.shape}], [${memory.shape}]`,
  });
  assertThat(keys.length === batch * steps && tokens.length === batch * steps, "SHAPE", {
    where: "ops.memoryScan",
    expected: `${batch * steps} keys and tokens`,
    got: `${keys.length} and ${tokens.length}`,
  });
  const y = tape.result([batch * steps, v], [weights, erase, add, memory]);
  const { machine } = tape;
  const work = batch * steps * s * v;
  const scratchSize = memoryScanScratch(Math.max(steps, 1), s, keyCount) * machine.threads;
  const mark = machine.mark();
  const scratch = machine.allocate(scratchSize);
  const sources = [weights.data, keys.data, erase.data, add.data, tokens.data, memory.data] as const;
  machine.call("memoryScan", 3 * work, ...sources, y.data, scratch, batch, steps, s, v, keyCount);
  machine.release(mark);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    const targets = [tape.gradientOf(erase), tape.gradientOf(add), tape.gradientOf(memory)] as const;
    const dweights = tape.gradientOf(weights);
    const mark = machine.mark();
    const partials = machine.allocate(MEMORY_CHUNKS * weights.size);
    const scratch = machine.allocate(scratchSize);
    const shape = [batch, steps, s, v, keyCount] as const;
    machine.call("memoryScanBackward", 12 * work, ...sources, dy, partials, ...targets, scratch, ...shape);
    machine.call("sumRows", MEMORY_CHUNKS * weights.size, partials, dweights, MEMORY_CHUNKS, weights.size);
    machine.release(mark);
  });
  return y;
}
