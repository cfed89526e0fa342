import { assertThat } from "@zpd/core";
import { memoryItemsScratch } from "../kernels/memory-items";
import type { MemoryLogitsInput, ReadMemoryInput, WriteMemoryInput } from "../types/inference-ops";
import type { Value } from "../types/ops";
import type { Tape, TapeIndices, TapeValue } from "./tape";

export function writeMemory(tape: Tape, input: WriteMemoryInput): Value {
  const memory = input.memory as TapeValue;
  const weights = input.weights as TapeValue;
  const erase = input.erase as TapeValue;
  const add = input.add as TapeValue;
  const keys = input.keys as TapeIndices;
  const tokens = input.tokens as TapeIndices;
  const [rows = 0, v = 0] = memory.shape;
  const s = weights.shape[1]!;
  const batch = keys.length;
  assertThat(
    rows === batch * s &&
      tokens.length === batch &&
      erase.shape[1] === v &&
      add.shape[1] === v &&
      erase.size === add.size,
    "SHAPE",
    {
      where: "ops.writeMemory",
      expected: "memory [B S, V], weights [K, S], erase and add [R, V], keys and tokens [B]",
      got: `[${memory.shape}], [${weights.shape}], [${erase.shape}], [${add.shape}], [${batch}], [${tokens.length}]`,
    },
  );
  const y = tape.result(memory.shape, []);
  const sources = [memory.data, weights.data, keys.data, erase.data, add.data, tokens.data] as const;
  tape.machine.call("writeMemory", 2 * memory.size, ...sources, y.data, batch, s, v);
  return y;
}

/** Sizes of a reading, checked: S slots of width V, and whether all learners share their keys. */
function readingSizes(where: string, { batch, count, weights, keys, memory }: ReadMemoryInput) {
  const s = weights.shape[1]!;
  const [rows = 0, v = 0] = memory.shape;
  assertThat(rows === batch * s && (keys.length === count || keys.length === batch * count), "SHAPE", {
    where,
    expected: `memory [${batch} S, V], weights [K, S], ${count} or ${batch * count} keys`,
    got: `[${memory.shape}], [${weights.shape}], ${keys.length} keys`,
  });
  return { s, v, shared: keys.length === count ? 1 : 0 } as const;
}

export function readMemory(tape: Tape, input: ReadMemoryInput): Value {
  const { batch, count } = input;
  const { s, v, shared } = readingSizes("ops.readMemory", input);
  const weights = input.weights as TapeValue;
  const memory = input.memory as TapeValue;
  const { data: keys } = input.keys as TapeIndices;
  const y = tape.result([batch * count, v], []);
  const { machine } = tape;
  const mark = machine.mark();
  const scratch = machine.allocate(memoryItemsScratch(count, s, v) * machine.threads);
  const shape = [batch, count, s, v, shared] as const;
  machine.call("readMemory", y.size * s, weights.data, keys, memory.data, y.data, scratch, ...shape);
  machine.release(mark);
  return y;
}

/** Multiplications that one hyperbolic tangent is worth. */
const TANGENT = 15;

export function memoryLogits(tape: Tape, input: MemoryLogitsInput): Value {
  const { batch, count } = input;
  const { s, v: f, shared } = readingSizes("ops.memoryLogits", input);
  const weights = input.weights as TapeValue;
  const memory = input.memory as TapeValue;
  const summary = input.summary as TapeValue;
  const output = input.output as TapeValue;
  const bias = input.bias as TapeValue;
  const { data: keys } = input.keys as TapeIndices;
  assertThat(summary.shape[0] === weights.shape[0] && summary.shape[1] === f && output.size === f, "SHAPE", {
    where: "ops.memoryLogits",
    expected: `summary [${weights.shape[0]}, ${f}], output of ${f} elements`,
    got: `[${summary.shape}], [${output.shape}]`,
  });
  const y = tape.result([batch * count], []);
  const { machine } = tape;
  const mark = machine.mark();
  const scratch = machine.allocate(memoryItemsScratch(count, s, f) * machine.threads);
  const sources = [weights.data, keys, memory.data, summary.data, output.data, bias.data] as const;
  const work = y.size * f * (s + TANGENT);
  machine.call("memoryLogits", work, ...sources, y.data, scratch, batch, count, s, f, shared);
  machine.release(mark);
  return y;
}
