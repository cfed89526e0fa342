import { assertThat } from "@zpd/core";
import type { Indices, Value } from "../types/ops";
import type { Tape, TapeIndices, TapeValue } from "./tape";

export function sample(tape: Tape, given: Value, uniforms: Float32Array): Indices {
  const probabilities = given as TapeValue;
  const n = probabilities.shape.at(-1)!;
  const m = n === 0 ? 0 : probabilities.size / n;
  assertThat(uniforms.length === m, "SHAPE", {
    where: "ops.sample",
    expected: `${m} uniform numbers`,
    got: String(uniforms.length),
  });
  const { machine } = tape;
  const drawn: TapeIndices = { length: m, data: machine.allocate(m) };
  const mark = machine.mark();
  const from = tape.constant(uniforms, [m]);
  machine.call("sample", probabilities.size, probabilities.data, from.data, drawn.data, m, n);
  machine.release(mark);
  return drawn;
}
