import { assertThat } from "@zpd/core";
import type { Value } from "../types/ops";
import type { Tape, TapeValue } from "./tape";

export function layerNorm(tape: Tape, first: Value, second: Value, third: Value): Value {
  const x = first as TapeValue;
  const gain = second as TapeValue;
  const offset = third as TapeValue;
  const n = x.shape.at(-1)!;
  const m = n === 0 ? 0 : x.size / n;
  assertThat(gain.size === n && offset.size === n, "SHAPE", {
    where: "ops.layerNorm",
    expected: `gain and offset of ${n} elements`,
    got: `${gain.size} and ${offset.size}`,
  });
  const y = tape.result(x.shape, [x, gain, offset]);
  const { machine } = tape;
  const statistics = machine.allocate(2 * m);
  machine.call("layerNorm", 3 * y.size, x.data, gain.data, offset.data, y.data, statistics, m, n);
  tape.record(y, () => {
    const dy = y.gradient;
    if (dy === undefined) return;
    if (gain.needsGradient || offset.needsGradient) {
      const [toGain, toOffset] = [tape.gradientOf(gain), tape.gradientOf(offset)];
      machine.call("layerNormBackwardWeights", 2 * y.size, x.data, statistics, dy, toGain, toOffset, m, n);
    }
    // Last, because it may write over dy.
    if (x.needsGradient) {
      const { address, accumulate } = tape.gradientInPlace(x, y);
      machine.call("layerNormBackward", 4 * y.size, x.data, gain.data, statistics, dy, address, m, n, accumulate);
    }
  });
  return y;
}
