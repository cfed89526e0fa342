import { assertThat } from "@zpd/core";
import { TABLE_BLOCK, tableAttentionScratch } from "../kernels/table-attention";
import type { TableAttentionInput } from "../types/inference-ops";
import type { Value } from "../types/ops";
import { checkRowIds } from "./row-ids";
import type { Tape, TapeIndices, TapeValue } from "./tape";

/** Costs L (D + heads) multiplications a learner and item. */
export function attendByTables(tape: Tape, input: TableAttentionInput): Value {
  const { batch, count, heads } = input;
  const tokens = input.tokens as TapeIndices;
  const lengths = input.lengths as TapeIndices;
  const byToken = input.byToken as TapeValue;
  const byPlace = input.byPlace as TapeValue;
  const tokenValues = input.tokenValues as TapeValue;
  const placeValues = input.placeValues as TapeValue;
  const [tokenCount = 0, d = 0] = tokenValues.shape;
  const placeCount = placeValues.shape[0]!;
  const room = batch === 0 ? 0 : tokens.length / batch;
  const rows = heads * Math.ceil(count / TABLE_BLOCK) * TABLE_BLOCK;
  assertThat(
    Number.isInteger(room) &&
      room <= placeCount &&
      lengths.length === batch &&
      placeValues.shape[1] === d &&
      d % heads === 0 &&
      byToken.size === rows * tokenCount &&
      byPlace.size === rows * placeCount,
    "SHAPE",
    {
      where: "ops.attendByTables",
      expected: `tokens [${batch}, L], lengths [${batch}], tables [${rows} T] and [${rows} P], values [T, D] and [P, D] with L up to P and D a multiple of ${heads}`,
      got: `${tokens.length} tokens, ${lengths.length} lengths, ${[byToken, byPlace, tokenValues, placeValues].map(({ shape }) => `[${shape}]`).join(", ")}`,
    },
  );
  checkRowIds(tape, "ops.attendByTables", tokens, tokenCount);
  const { machine } = tape;
  for (let b = 0; b < batch; b++) {
    const length = machine.int[lengths.data + b]!;
    assertThat(length >= 0 && length <= room, "INVALID_INPUT", {
      where: "ops.attendByTables",
      expected: `lengths from 0 to ${room}`,
      got: `length ${length} of learner ${b}`,
    });
  }
  const y = tape.result([batch * count, d], []);
  tape.withScratch(tableAttentionScratch(room, d / heads), (scratch) => {
    machine.call(
      "attendByTables",
      batch * count * room * (d + heads),
      tokens.data,
      lengths.data,
      byToken.data,
      byPlace.data,
      tokenValues.data,
      placeValues.data,
      y.data,
      scratch,
      batch,
      count,
      room,
      d,
      heads,
      tokenCount,
      placeCount,
    );
  });
  return y;
}
