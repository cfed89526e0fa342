import type { Value } from "../types/ops";
import { EXPONENTIAL } from "./elementwise";
import type { Tape, TapeValue } from "./tape";

export function softmax(tape: Tape, given: Value): Value {
  const x = given as TapeValue;
  const y = tape.result(x.shape, [x]);
  const n = x.shape.at(-1)!;
  const m = n === 0 ? 0 : x.size / n;
  const { machine } = tape;
  machine.call("softmax", EXPONENTIAL * y.size, x.data, y.data, m, n);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    const { address, accumulate } = tape.gradientInPlace(x, y);
    machine.call("softmaxBackward", 2 * y.size, y.data, dy, address, m, n, accumulate);
  });
  return y;
}

/** Passes over a row that finding its support is worth. */
const PASSES = 5;

export function sparsemax(tape: Tape, given: Value): Value {
  const x = given as TapeValue;
  const y = tape.result(x.shape, [x]);
  const n = x.shape.at(-1)!;
  const m = n === 0 ? 0 : x.size / n;
  const { machine } = tape;
  machine.call("sparsemax", PASSES * y.size, x.data, y.data, m, n);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    const { address, accumulate } = tape.gradientInPlace(x, y);
    machine.call("sparsemaxBackward", 2 * y.size, y.data, dy, address, m, n, accumulate);
  });
  return y;
}
