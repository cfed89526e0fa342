import { assertThat } from "@zpd/core";
import type { Value } from "../types/ops";
import { EXPONENTIAL } from "./elementwise";
import type { Tape, TapeValue } from "./tape";

export function binaryCrossEntropy(tape: Tape, first: Value, second: Value, third: Value): Value {
  const logits = first as TapeValue;
  const targets = second as TapeValue;
  const weights = third as TapeValue;
  const m = logits.size;
  assertThat(targets.size === m && weights.size === m, "SHAPE", {
    where: "ops.binaryCrossEntropy",
    expected: `targets and weights of ${m} elements`,
    got: `${targets.size} and ${weights.size}`,
  });
  const y = tape.result([m], [logits]);
  const { machine } = tape;
  machine.call("binaryCrossEntropy", 2 * EXPONENTIAL * m, logits.data, targets.data, weights.data, y.data, m);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    const { address, accumulate } = tape.gradientInPlace(logits, y);
    const { data } = logits;
    machine.call(
      "binaryCrossEntropyBackward",
      EXPONENTIAL * m,
      data,
      targets.data,
      weights.data,
      dy,
      address,
      m,
      accumulate,
    );
  });
  return y;
}

export function sum(tape: Tape, given: Value): Value {
  const x = given as TapeValue;
  const y = tape.result([1], [x]);
  const { machine } = tape;
  machine.call("sumColumns", 0, x.data, y.data, 1, x.size);
  tape.record(y, () => {
    if (y.gradient === undefined) return;
    const { address, accumulate } = tape.gradientTarget(x);
    machine.call("sumColumnsBackward", 0, y.gradient, address, 1, x.size, accumulate);
  });
  return y;
}
