import { assertThat } from "@zpd/core";
import type { Indices, Value } from "../types/ops";
import { checkOffsets, checkRowIds } from "./row-ids";
import type { Tape, TapeIndices, TapeValue } from "./tape";

export function gatherRows(tape: Tape, given: Value, ids: Indices): Value {
  const table = given as TapeValue;
  const { data: at, length: m } = ids as TapeIndices;
  const [rows = 0, d = 0] = table.shape;
  checkRowIds(tape, "ops.gatherRows", ids as TapeIndices, rows);
  const y = tape.result([m, d], [table]);
  const { machine } = tape;
  machine.call("gatherRows", y.size, table.data, at, y.data, m, d);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    machine.call("scatterAddRows", y.size, y.gradient, at, tape.gradientOf(table), m, d);
  });
  return y;
}

export function meanRows(tape: Tape, given: Value, offsets: Indices, ids: Indices): Value {
  const table = given as TapeValue;
  const first = (offsets as TapeIndices).data;
  const at = (ids as TapeIndices).data;
  const m = offsets.length - 1;
  const [rows = 0, d = 0] = table.shape;
  checkRowIds(tape, "ops.meanRows", ids as TapeIndices, rows);
  checkOffsets(tape, "ops.meanRows", offsets as TapeIndices, ids.length);
  const y = tape.result([m, d], [table]);
  const { machine } = tape;
  const work = ids.length * d;
  machine.call("meanRows", work, table.data, first, at, y.data, m, d);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    machine.call("meanRowsBackward", work, y.gradient, first, at, tape.gradientOf(table), m, d);
  });
  return y;
}

export function dotRows(tape: Tape, first: Value, second: Value, third: Value, ids: Indices): Value {
  const x = first as TapeValue;
  const table = second as TapeValue;
  const bias = third as TapeValue;
  const at = (ids as TapeIndices).data;
  const [m = 0, d = 0] = x.shape;
  assertThat(ids.length === m && table.shape[1] === d && bias.size === table.shape[0], "SHAPE", {
    where: "ops.dotRows",
    expected: "x [M, D], table [R, D], bias [R], ids [M]",
    got: `[${x.shape}], [${table.shape}], [${bias.shape}], [${ids.length}]`,
  });
  checkRowIds(tape, "ops.dotRows", ids as TapeIndices, bias.size);
  const y = tape.result([m], [x, table, bias]);
  const { machine } = tape;
  machine.call("dotRows", m * d, x.data, table.data, bias.data, at, y.data, m, d);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (x.needsGradient) {
      const { address, accumulate } = tape.gradientTarget(x);
      machine.call("dotRowsBackwardInput", m * d, dy, table.data, at, address, m, d, accumulate);
    }
    if (table.needsGradient || bias.needsGradient) {
      const [toTable, toBias] = [tape.gradientOf(table), tape.gradientOf(bias)];
      machine.call("dotRowsBackwardTable", m * d, dy, x.data, at, toTable, toBias, m, d);
    }
  });
  return y;
}

export function rowSums(tape: Tape, given: Value): Value {
  const x = given as TapeValue;
  const n = x.shape.at(-1)!;
  const m = x.size / n;
  const y = tape.result([m], [x]);
  const { machine } = tape;
  machine.call("sumColumns", x.size, x.data, y.data, m, n);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    const { address, accumulate } = tape.gradientTarget(x);
    machine.call("sumColumnsBackward", x.size, y.gradient, address, m, n, accumulate);
  });
  return y;
}
