import { assertThat } from "@zpd/core";
import { ACTIVATIONS, type Activation } from "../types/activations";
import type { Value } from "../types/ops";
import type { Tape, TapeValue } from "./tape";

/** Whether b is one row for every row of a. */
function isRow(where: string, a: TapeValue, b: TapeValue): boolean {
  if (a.shape.length === b.shape.length && a.shape.every((length, k) => length === b.shape[k])) return false;
  const columns = a.shape.at(-1)!;
  assertThat(b.size === columns && b.shape.length === 1, "SHAPE", {
    where,
    expected: `b of the shape [${a.shape}] or [${columns}]`,
    got: `[${b.shape}]`,
  });
  return true;
}

function rowsOf(x: TapeValue): number {
  const columns = x.shape.at(-1)!;
  return columns === 0 ? 0 : x.size / columns;
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
    const dy = y.gradient;
    if (dy === undefined) return;
    if (b.needsGradient) {
      if (row) machine.call("sumRows", y.size, dy, tape.gradientOf(b), rowsOf(a), b.size);
      else if (a.needsGradient) tape.copyOn(b, y);
      else tape.handOn(b, y);
    }
    if (a.needsGradient) tape.handOn(a, y);
  });
  return y;
}

export function subtract(tape: Tape, first: Value, second: Value): Value {
  const a = first as TapeValue;
  const b = second as TapeValue;
  if (isRow("ops.subtract", a, b)) return add(tape, a, affine(tape, b, -1));
  const y = tape.result(a.shape, [a, b]);
  const { machine } = tape;
  machine.call("subtract", y.size, a.data, b.data, y.data, y.size);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (b.needsGradient) {
      const { address, accumulate } = a.needsGradient ? tape.gradientTarget(b) : tape.gradientInPlace(b, y);
      if (accumulate === 1) machine.call("addScaled", y.size, dy, address, y.size, -1);
      else machine.call("affine", y.size, dy, address, y.size, -1, 0);
    }
    if (a.needsGradient) tape.handOn(a, y);
  });
  return y;
}

export function multiply(tape: Tape, first: Value, second: Value): Value {
  const a = first as TapeValue;
  const b = second as TapeValue;
  if (isRow("ops.multiply", a, b)) return multiplyByRow(tape, a, b);
  const y = tape.result(a.shape, [a, b]);
  const { machine } = tape;
  machine.call("multiply", y.size, a.data, b.data, y.data, y.size);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (b.needsGradient) {
      const { address, accumulate } = a.needsGradient ? tape.gradientTarget(b) : tape.gradientInPlace(b, y);
      machine.call(accumulate === 1 ? "addProduct" : "multiply", y.size, dy, a.data, address, y.size);
    }
    if (a.needsGradient) {
      const { address, accumulate } = tape.gradientInPlace(a, y);
      machine.call(accumulate === 1 ? "addProduct" : "multiply", y.size, dy, b.data, address, y.size);
    }
  });
  return y;
}

function multiplyByRow(tape: Tape, a: TapeValue, b: TapeValue): TapeValue {
  const y = tape.result(a.shape, [a, b]);
  const { machine } = tape;
  const rows = rowsOf(a);
  machine.call("multiplyRow", y.size, a.data, b.data, y.data, rows, b.size, 0);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (b.needsGradient) machine.call("sumProductRows", y.size, dy, a.data, tape.gradientOf(b), rows, b.size);
    if (a.needsGradient) {
      const { address, accumulate } = tape.gradientInPlace(a, y);
      machine.call("multiplyRow", y.size, dy, b.data, address, rows, b.size, accumulate);
    }
  });
  return y;
}

export function affine(tape: Tape, given: Value, factor: number, offset = 0): Value {
  const x = given as TapeValue;
  const y = tape.result(x.shape, [x]);
  const { machine } = tape;
  machine.call("affine", y.size, x.data, y.data, y.size, factor, offset);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    const { address, accumulate } = tape.gradientInPlace(x, y);
    if (accumulate === 1) machine.call("addScaled", y.size, dy, address, y.size, factor);
    else machine.call("affine", y.size, dy, address, y.size, factor, 0);
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
    const dy = y.gradient;
    if (dy === undefined) return;
    const { address, accumulate } = tape.gradientInPlace(x, y);
    machine.call("activateBackward", 2 * y.size, x.data, y.data, dy, address, y.size, number, accumulate);
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
    const dy = y.gradient;
    if (dy === undefined) return;
    const { address, accumulate } = tape.gradientInPlace(x, y);
    machine.call(accumulate === 1 ? "dropoutBackward" : "dropout", 4 * y.size, dy, address, y.size, seed, rate);
  });
  return y;
}
