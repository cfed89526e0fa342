import { assertThat } from "@zpd/core";
import { recurrentScratch } from "../kernels/kernel-scratch";
import type { LstmInput, Value } from "../types/ops";
import { addRecurrentProducts, tokensByStep } from "./recurrent";
import type { Tape, TapeIndices, TapeValue } from "./tape";

/** Multiplications that the functions of one unit are worth, there and back. */
const FUNCTIONS = 60;

function checkShapes({ batch, steps, projected, tokens, recurrent, initial }: LstmInput): void {
  const units = recurrent.shape[0]!;
  const states = [initial?.hidden, initial?.cell].filter((state) => state !== undefined);
  assertThat(
    recurrent.shape[1] === 4 * units &&
      projected.shape[1] === 4 * units &&
      tokens.length === batch * steps &&
      states.every(({ shape }) => shape[0] === batch && shape[1] === units),
    "SHAPE",
    {
      where: "ops.lstm",
      expected: "projected [R, 4H], recurrent [H, 4H], batch * steps tokens, initial states [batch, H]",
      got: `[${projected.shape}], [${recurrent.shape}], ${tokens.length} tokens for ${batch} x ${steps}${states.map(({ shape }) => `, [${shape}]`).join("")}`,
    },
  );
}

/** Costs 8 H² multiplications a step and learner, backward twice that. */
export function lstm(tape: Tape, input: LstmInput): { readonly hidden: Value; readonly cell: Value } {
  checkShapes(input);
  const { batch, steps, initial } = input;
  const projected = input.projected as TapeValue;
  const recurrent = input.recurrent as TapeValue;
  const initialHidden = initial?.hidden as TapeValue | undefined;
  const initialCell = initial?.cell as TapeValue | undefined;
  const units = recurrent.shape[0]!;
  const rows = batch * steps;
  const { machine } = tape;
  const tokens = tokensByStep(tape, input.tokens as TapeIndices, batch, steps);

  const sources = [projected, recurrent, initialHidden, initialCell].filter((source) => source !== undefined);
  const hidden = tape.result([rows, units], sources);
  const cell = tape.result([rows, units], []);
  const gates = hidden.needsGradient ? machine.allocate(rows * 4 * units) : -1;
  const [h0, c0] = [initialHidden?.data ?? -1, initialCell?.data ?? -1];
  const work = rows * 4 * units * (units + FUNCTIONS);
  const room = recurrentScratch(units, 4);
  tape.withScratch(room, (scratch) => {
    const [w, p] = [recurrent.data, projected.data];
    // biome-ignore format: one line of arguments
    machine.call("lstm", work, p, tokens, w, h0, c0, hidden.data, cell.data, gates, scratch, room, batch, steps, units);
  });
  tape.record(hidden, () => {
    const dhidden = hidden.gradient;
    if (dhidden === undefined) return;
    const dh0 = initialHidden?.needsGradient ? tape.gradientOf(initialHidden) : -1;
    const dc0 = initialCell?.needsGradient ? tape.gradientOf(initialCell) : -1;
    tape.withScratch(room, (scratch) => {
      const w = recurrent.data;
      // biome-ignore format: one line of arguments
      machine.call("lstmBackward", work, w, c0, cell.data, gates, dhidden, dh0, dc0, scratch, room, batch, steps, units);
    });
    if (recurrent.needsGradient) {
      const dw = tape.gradientOf(recurrent);
      addRecurrentProducts(tape, [hidden.data, h0, gates, dw], [batch, steps, units, 4 * units]);
    }
    if (projected.needsGradient) {
      machine.call("scatterAddRows", rows * units, gates, tokens, tape.gradientOf(projected), rows, 4 * units);
    }
  });
  return { hidden, cell };
}
