import { assertThat } from "@zpd/core";
import type { Value } from "../types/ops";
import type { Tape, TapeValue } from "./tape";

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
  const work = m * k * n;
  machine.call("matrixProduct", work, x.data, w.data, y.data, m, k, n, n, 1, 0);
  if (bias !== undefined) machine.call("addRow", m * n, y.data, bias.data, y.data, m, n);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (x.needsGradient) {
      const { address, accumulate } = tape.gradientTarget(x);
      machine.call("matrixProduct", work, dy, w.data, address, m, n, k, 1, n, accumulate);
    }
    if (w.needsGradient) machine.call("outerProducts", work, x.data, dy, tape.gradientOf(w), m, k, n);
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
  const { machine } = tape;
  const work = m * k * n;
  machine.call("matrixProduct", work, a.data, b.data, y.data, m, k, n, 1, k, 0);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (a.needsGradient) {
      const { address, accumulate } = tape.gradientTarget(a);
      machine.call("matrixProduct", work, dy, b.data, address, m, n, k, k, 1, accumulate);
    }
    if (b.needsGradient) machine.call("outerProducts", work, dy, a.data, tape.gradientOf(b), m, n, k);
  });
  return y;
}
