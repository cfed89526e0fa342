import { assertThat } from "@zpd/core";
import { levelItemsScratch } from "../kernels/level-items";
import type { LevelLogitsInput } from "../types/inference-ops";
import type { Value } from "../types/ops";
import { checkRowIds } from "./row-ids";
import type { Tape, TapeIndices, TapeValue } from "./tape";

/** Costs F L + H (L + 1) multiplications an item and learner. */
export function levelLogits(tape: Tape, input: LevelLogitsInput): Value {
  const { batch, count } = input;
  const keys = input.keys as TapeIndices;
  const judgeItems = input.judge.items as TapeValue;
  const judgeStates = input.judge.states as TapeValue;
  const judgeOutput = input.judge.output as TapeValue;
  const judgeBias = input.judge.bias as TapeValue;
  const items = input.answer.items as TapeValue;
  const states = input.answer.states as TapeValue;
  const levels = input.answer.levels as TapeValue;
  const output = input.answer.output as TapeValue;
  const bias = input.answer.bias as TapeValue;
  const [rows = 0, f = 0] = judgeItems.shape;
  const [l = 0, h = 0] = levels.shape;
  const fits = ({ shape }: TapeValue, height: number, width: number) => shape[0] === height && shape[1] === width;
  assertThat(
    (keys.length === count || keys.length === batch * count) &&
      fits(judgeStates, batch, f) &&
      fits(judgeOutput, f, l) &&
      judgeBias.size === l &&
      fits(items, rows, h) &&
      fits(states, batch, h) &&
      output.size === h &&
      bias.size === rows,
    "SHAPE",
    {
      where: "ops.levelLogits",
      expected: `${count} or ${batch * count} keys; of the judging layer items [K, F], states [${batch}, F], output [F, L], bias [L]; items [K, H], states [${batch}, H], levels [L, H], output [H], bias [K]`,
      got: `${keys.length} keys; ${[judgeItems, judgeStates, judgeOutput, judgeBias, items, states, levels, output, bias].map(({ shape }) => `[${shape}]`).join(", ")}`,
    },
  );
  checkRowIds(tape, "ops.levelLogits", keys, rows);
  const y = tape.result([batch * count], []);
  const { machine } = tape;
  const shared = keys.length === count ? 1 : 0;
  tape.withScratch(levelItemsScratch(f, h, l), (scratch) => {
    machine.call(
      "levelLogits",
      y.size * (f * l + h * (l + 1)),
      keys.data,
      judgeItems.data,
      judgeStates.data,
      judgeOutput.data,
      judgeBias.data,
      items.data,
      states.data,
      levels.data,
      output.data,
      bias.data,
      y.data,
      scratch,
      batch,
      count,
      f,
      h,
      l,
      shared,
    );
  });
  return y;
}
