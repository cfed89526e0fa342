import { assertThat } from "@zpd/core";
import type { Value } from "../types/ops";
import { sizeOf, type Tape, type TapeValue } from "./tape";

export function reshape(tape: Tape, given: Value, shape: readonly number[]): Value {
  const x = given as TapeValue;
  assertThat(sizeOf(shape) === x.size, "SHAPE", {
    where: "ops.reshape",
    expected: `a shape of ${x.size} elements`,
    got: `[${shape}]`,
  });
  return tape.view(x, shape);
}

export function concat(tape: Tape, given: readonly Value[]): Value {
  const parts = given as readonly TapeValue[];
  const m = parts[0]!.shape[0]!;
  const n = parts.reduce((sum, part) => sum + part.shape[1]!, 0);
  const y = tape.result([m, n], parts);
  const { machine } = tape;
  let column = 0;
  for (const part of parts) {
    const [rows, count] = part.shape as [number, number];
    assertThat(rows === m, "SHAPE", { where: "ops.concat", expected: `${m} rows in each part`, got: String(rows) });
    const at = column;
    machine.call("copyColumns", part.size, part.data, y.data, m, count, n, 0, at, count);
    tape.record(y, () => {
      if (y.gradient === undefined || !part.needsGradient) return;
      const { address, accumulate } = tape.gradientTarget(part);
      const kernel = accumulate === 1 ? "addColumns" : "copyColumns";
      machine.call(kernel, part.size, y.gradient, address, m, n, count, at, 0, count);
    });
    column += count;
  }
  return y;
}

export function columns(tape: Tape, given: Value, first: number, count: number): Value {
  const x = given as TapeValue;
  const [m, k] = x.shape as [number, number];
  assertThat(first >= 0 && first + count <= k, "SHAPE", {
    where: "ops.columns",
    expected: `columns among ${k}`,
    got: `${first} to ${first + count}`,
  });
  const y = tape.result([m, count], [x]);
  const { machine } = tape;
  machine.call("copyColumns", y.size, x.data, y.data, m, k, count, first, 0, count);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    machine.call("addColumns", y.size, y.gradient, tape.gradientOf(x), m, count, k, 0, first, count);
  });
  return y;
}
