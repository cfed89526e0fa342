import { assertThat } from "@zpd/core";
import { recurrentScratch } from "../kernels/kernel-scratch";
import type { GruInput, Value } from "../types/ops";
import { addRecurrentProducts, tokensByStep } from "./recurrent";
import type { Tape, TapeIndices, TapeValue } from "./tape";

/** Multiplications that the functions of one unit are worth, there and back. */
const FUNCTIONS = 60;

function checkShapes({ batch, steps, projected, tokens, recurrent, recurrentBias, initial }: GruInput): void {
  const units = recurrent.shape[0]!;
  assertThat(
    recurrent.shape[1] === 3 * units &&
      projected.shape[1] === 3 * units &&
      recurrentBias.shape[0] === 3 * units &&
      tokens.length === batch * steps &&
      (initial === undefined || (initial.shape[0] === batch && initial.shape[1] === units)),
    "SHAPE",
    {
      where: "ops.gru",
      expected: "projected [R, 3H], recurrent [H, 3H], bias [3H], batch * steps tokens, initial [batch, H]",
      got: `[${projected.shape}], [${recurrent.shape}], [${recurrentBias.shape}], ${tokens.length} tokens for ${batch} x ${steps}, [${initial?.shape}]`,
    },
  );
}

/** Costs 6 H² multiplications a step and learner, backward twice that. */
export function gru(tape: Tape, input: GruInput): Value {
  checkShapes(input);
  const { batch, steps } = input;
  const projected = input.projected as TapeValue;
  const recurrent = input.recurrent as TapeValue;
  const bias = input.recurrentBias as TapeValue;
  const initial = input.initial as TapeValue | undefined;
  const units = recurrent.shape[0]!;
  const n = 3 * units;
  const rows = batch * steps;
  const { machine } = tape;
  const tokens = tokensByStep(tape, input.tokens as TapeIndices, batch, steps);

  const sources = [projected, recurrent, bias, initial].filter((source) => source !== undefined);
  const hidden = tape.result([rows, units], sources);
  const gates = hidden.needsGradient ? machine.allocate(rows * 4 * units) : -1;
  const h0 = initial?.data ?? -1;
  const work = rows * n * (units + FUNCTIONS);
  const room = recurrentScratch(units, 3);
  tape.withScratch(room, (scratch) => {
    const [w, p, b, h] = [recurrent.data, projected.data, bias.data, hidden.data];
    machine.call("gru", work, p, tokens, w, b, h0, h, gates, scratch, room, batch, steps, units);
  });
  tape.record(hidden, () => {
    const dhidden = hidden.gradient;
    if (dhidden === undefined) return;
    const dh0 = initial?.needsGradient ? tape.gradientOf(initial) : -1;
    const dprojected = machine.allocate(rows * n);
    const drecurrent = machine.allocate(rows * n);
    tape.withScratch(room, (scratch) => {
      const [w, h] = [recurrent.data, hidden.data];
      // biome-ignore format: one line of arguments
      machine.call("gruBackward", work, w, h0, h, gates, dhidden, dprojected, drecurrent, dh0, scratch, room, batch, steps, units);
    });
    if (recurrent.needsGradient) {
      addRecurrentProducts(tape, [hidden.data, h0, drecurrent, tape.gradientOf(recurrent)], [batch, steps, units, n]);
    }
    if (bias.needsGradient) machine.call("sumRows", rows * n, drecurrent, tape.gradientOf(bias), rows, n);
    if (projected.needsGradient) {
      machine.call("scatterAddRows", rows * n, dprojected, tokens, tape.gradientOf(projected), rows, n);
    }
  });
  return hidden;
}
