import { assertThat } from "@zpd/core";
import { ACTIVATIONS, type Activation } from "../types/activations";
import type { Value } from "../types/ops";
import type { Tape, TapeValue } from "./tape";

/** Whether b is one row for every row of a. */
function isRow(where: string, a: TapeValue, b: TapeValue): boolean {
  if (a.size === b.size && a.shape.length === b.shape.length) return false;
  const columns = a.shape.at(-1)!;
  assertThat(b.size === columns && b.shape.length === 1, "SHAPE", {
    where,
    expected: `b of the shape [${a.shape}] or [${columns}]`,
    got: `[${b.shape}]`,
  });
  return true;
}

function rowsOf(x: TapeValue): number {
  return x.size / x.shape.at(-1)!;
}

/** b as large as a, each row the same. Its gradient is gathered back by `sumRows`. */
function repeatRow(tape: Tape, a: TapeValue, b: TapeValue): TapeValue {
  const y = tape.result(a.shape, [b]);
  const columns = b.size;
  const { machine } = tape;
  machine.call("fill", y.size, y.data, y.size, 0);
  machine.call("addRow", y.size, y.data, b.data, y.data, rowsOf(a), columns);
  tape.record(y, () => {
    if (y.gradient !== undefined) machine.call("sumRows", y.size, y.gradient, tape.gradientOf(b), rowsOf(a), columns);
  });
  return y;
}

export function add(tape: Tape, first: Value, second: Value): Value {
  const a = first as TapeValue;
  const b = second as TapeValue;
  const row = isRow("ops.add", a, b);
  const y = tape.result(a.shape, [a, b]);
  const { machine } = tape;
  if (row) machine.call("addRow", y.size, a.data, b.data, y.data, rowsOf(a), b.size);
  else machine.call("add", y.size, a.data, b.data, y.data, y.size);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    if (a.needsGradient) machine.call("addScaled", y.size, y.gradient, tape.gradientOf(a), y.size, 1);
    if (!b.needsGradient) return;
    if (row) machine.call("sumRows", y.size, y.gradient, tape.gradientOf(b), rowsOf(a), b.size);
    else machine.call("addScaled", y.size, y.gradient, tape.gradientOf(b), y.size, 1);
  });
  return y;
}

export function subtract(tape: Tape, first: Value, second: Value): Value {
  const a = first as TapeValue;
  const given = second as TapeValue;
  const b = isRow("ops.subtract", a, given) ? repeatRow(tape, a, given) : given;
  const y = tape.result(a.shape, [a, b]);
  const { machine } = tape;
  machine.call("subtract", y.size, a.data, b.data, y.data, y.size);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    if (a.needsGradient) machine.call("addScaled", y.size, y.gradient, tape.gradientOf(a), y.size, 1);
    if (b.needsGradient) machine.call("addScaled", y.size, y.gradient, tape.gradientOf(b), y.size, -1);
  });
  return y;
}

export function multiply(tape: Tape, first: Value, second: Value): Value {
  const a = first as TapeValue;
  const given = second as TapeValue;
  const b = isRow("ops.multiply", a, given) ? repeatRow(tape, a, given) : given;
  const y = tape.result(a.shape, [a, b]);
  const { machine } = tape;
  machine.call("multiply", y.size, a.data, b.data, y.data, y.size);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    if (a.needsGradient) machine.call("addProduct", y.size, y.gradient, b.data, tape.gradientOf(a), y.size);
    if (b.needsGradient) machine.call("addProduct", y.size, y.gradient, a.data, tape.gradientOf(b), y.size);
  });
  return y;
}

export function affine(tape: Tape, given: Value, factor: number, offset = 0): Value {
  const x = given as TapeValue;
  const y = tape.result(x.shape, [x]);
  const { machine } = tape;
  machine.call("fill", y.size, y.data, y.size, offset);
  machine.call("addScaled", y.size, x.data, y.data, y.size, factor);
  tape.record(y, () => {
    if (y.gradient !== undefined) {
      machine.call("addScaled", y.size, y.gradient, tape.gradientOf(x), y.size, factor);
    }
  });
  return y;
}

/** Multiplications that one exponential is worth. */
export const EXPONENTIAL = 10;

export function activate(tape: Tape, given: Value, kind: Activation): Value {
  const x = given as TapeValue;
  const y = tape.result(x.shape, [x]);
  const { machine } = tape;
  const number = ACTIVATIONS[kind];
  machine.call("activate", EXPONENTIAL * y.size, x.data, y.data, y.size, number);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    machine.call("activateBackward", y.size, x.data, y.data, y.gradient, tape.gradientOf(x), y.size, number);
  });
  return y;
}

export function dropout(tape: Tape, given: Value, rate: number, seed: number): Value {
  assertThat(rate >= 0 && rate < 1, "INVALID_CONFIG", {
    where: "ops.dropout",
    expected: "a rate from 0 to below 1",
    got: String(rate),
  });
  const x = given as TapeValue;
  if (!tape.recording || rate === 0) return x;
  const y = tape.result(x.shape, [x]);
  const { machine } = tape;
  machine.call("dropout", 4 * y.size, x.data, y.data, y.size, seed, rate);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    machine.call("dropoutBackward", 4 * y.size, y.gradient, tape.gradientOf(x), y.size, seed, rate);
  });
  return y;
}
