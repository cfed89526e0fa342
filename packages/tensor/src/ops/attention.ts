import { assertThat } from "@zpd/core";
import { attentionScratch } from "../kernels/attention-scratch";
import type { AttentionInput, Value } from "../types/ops";
import type { Tape, TapeValue } from "./tape";

export function causalAttention(tape: Tape, input: AttentionInput): Value {
  const { batch, steps, heads } = input;
  const query = input.query as TapeValue;
  const key = input.key as TapeValue;
  const value = input.value as TapeValue;
  const decay = input.decay as TapeValue | undefined;
  const rows = batch * steps;
  const d = query.shape[1]!;
  const fits = (x: TapeValue) => x.shape.length === 2 && x.shape[0] === rows && x.shape[1] === d;
  assertThat(
    fits(query) && fits(key) && fits(value) && d % heads === 0 && (decay === undefined || decay.size === heads),
    "SHAPE",
    {
      where: "ops.causalAttention",
      expected: `query, key and value [${rows}, D], D a multiple of ${heads}, decay [${heads}]`,
      got: `[${query.shape}], [${key.shape}], [${value.shape}], [${decay?.shape}]`,
    },
  );
  const y = tape.result([rows, d], decay === undefined ? [query, key, value] : [query, key, value, decay]);
  const { machine } = tape;
  const strict = input.past === "strict" ? 1 : 0;
  // Two products of half a square, and an exponential a score.
  const work = batch * steps * steps * (d + 10 * heads);
  const rates = decay?.data ?? -1;
  const shape = [batch, steps, d, heads, strict] as const;
  const scratchSize = attentionScratch(steps, d / heads) * machine.threads;
  const mark = machine.mark();
  const scratch = machine.allocate(scratchSize);
  machine.call("causalAttention", work, query.data, key.data, value.data, y.data, rates, scratch, ...shape);
  machine.release(mark);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    const targets = [tape.gradientOf(query), tape.gradientOf(key), tape.gradientOf(value)] as const;
    const drates = decay?.needsGradient ? tape.gradientOf(decay) : undefined;
    const mark = machine.mark();
    const partials = machine.allocate(batch * heads);
    const scratch = machine.allocate(scratchSize);
    const sources = [query.data, key.data, value.data, dy] as const;
    machine.call("causalAttentionBackward", 3 * work, ...sources, ...targets, rates, partials, scratch, ...shape);
    if (drates !== undefined) machine.call("sumRows", batch * heads, partials, drates, batch, heads);
    machine.release(mark);
  });
  return y;
}
