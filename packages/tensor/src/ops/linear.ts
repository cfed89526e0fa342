import { assertThat } from "@zpd/core";
import { matrixScratch, outerScratch } from "../kernels/kernel-scratch";
import type { Value } from "../types/ops";
import type { Tape, TapeValue } from "./tape";

type Product = readonly [m: number, k: number, n: number];

/** y `[M, N]` = x w (+ bias unless -1), or y + x w where `accumulate` is 1; w has steps between rows and columns. */
function multiplyInto(
  tape: Tape,
  [x, w, bias, y]: readonly [x: number, w: number, bias: number, y: number],
  [m, k, n]: Product,
  [rowStep, columnStep]: readonly [rowStep: number, columnStep: number],
  accumulate: 0 | 1,
): void {
  const room = matrixScratch(k, n);
  tape.withScratch(room, (scratch) => {
    const work = m * k * n;
    tape.machine.call("matrixProduct", work, x, w, bias, y, m, k, n, rowStep, columnStep, accumulate, scratch, room);
  });
}

/** dw `[K, N]` += the transpose of x `[M, K]` times dy `[M, N]`. */
function addOuterProducts(tape: Tape, x: number, dy: number, dw: number, [m, k, n]: Product): void {
  const room = outerScratch(k, n);
  tape.withScratch(room, (scratch) => {
    tape.machine.call("outerProducts", m * k * n, x, dy, dw, m, k, n, scratch, room);
  });
}

export function linear(tape: Tape, first: Value, second: Value, third?: Value): Value {
  const x = first as TapeValue;
  const w = second as TapeValue;
  const bias = third as TapeValue | undefined;
  const [m = 0, k = 0] = x.shape;
  const n = w.shape[1]!;
  assertThat(w.shape[0] === k && (bias === undefined || bias.size === n), "SHAPE", {
    where: "ops.linear",
    expected: "x [M, K], w [K, N], bias [N]",
    got: `[${x.shape}], [${w.shape}], [${bias?.shape}]`,
  });
  const y = tape.result([m, n], bias === undefined ? [x, w] : [x, w, bias]);
  const { machine } = tape;
  multiplyInto(tape, [x.data, w.data, bias?.data ?? -1, y.data], [m, k, n], [n, 1], 0);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (x.needsGradient) {
      const { address, accumulate } = tape.gradientTarget(x);
      multiplyInto(tape, [dy, w.data, -1, address], [m, n, k], [1, n], accumulate);
    }
    if (w.needsGradient) addOuterProducts(tape, x.data, dy, tape.gradientOf(w), [m, k, n]);
    if (bias?.needsGradient) machine.call("sumRows", m * n, dy, tape.gradientOf(bias), m, n);
  });
  return y;
}

export function productTransposed(tape: Tape, first: Value, second: Value): Value {
  const a = first as TapeValue;
  const b = second as TapeValue;
  const [m = 0, k = 0] = a.shape;
  const n = b.shape[0]!;
  assertThat(b.shape[1] === k, "SHAPE", {
    where: "ops.productTransposed",
    expected: "a [M, K], b [N, K]",
    got: `[${a.shape}], [${b.shape}]`,
  });
  const y = tape.result([m, n], [a, b]);
  multiplyInto(tape, [a.data, b.data, -1, y.data], [m, k, n], [1, k], 0);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (a.needsGradient) {
      const { address, accumulate } = tape.gradientTarget(a);
      multiplyInto(tape, [dy, b.data, -1, address], [m, n, k], [k, 1], accumulate);
    }
    if (b.needsGradient) addOuterProducts(tape, dy, a.data, tape.gradientOf(b), [m, n, k]);
  });
  return y;
}
