import { describe, expect, it } from "vitest";
import { hashedUniform } from "../src/kernels/hashed-uniform";
import { SQUARE_SUMS } from "../src/kernels/square-sums";
import { findWasmBuild } from "../src/kernels/wasm-build";
import { createWasmMachine } from "../src/kernels/wasm-machine";

const variants = (["simd", "relaxed-simd"] as const).filter((variant) => findWasmBuild(variant));

/** Positive numbers, so that rounding errors do not cancel in the total, and their sum and sum of squares in float64. */
function positive(count: number) {
  const values = Float32Array.from({ length: count }, (_, k) => 0.1 + hashedUniform(5, k));
  const sum = values.reduce((total, value) => total + value, 0);
  return { values, sum, squares: values.reduce((total, value) => total + value * value, 0) };
}

describe.each(variants)("long arrays, %s", (variant) => {
  const machine = createWasmMachine(findWasmBuild(variant)!);

  it("sums a million numbers to the last digits of float32", () => {
    const count = 1_000_003;
    const { values, sum, squares } = positive(count);
    const x = machine.allocate(count);
    const y = machine.allocate(SQUARE_SUMS);
    machine.float.set(values, x);
    machine.call("sumColumns", 0, x, y, 1, count);
    expect(machine.float[y]! / sum).toBeCloseTo(1, 6);
    machine.call("sumOfSquares", 0, x, count, y);
    let total = 0;
    for (let k = 0; k < SQUARE_SUMS; k++) total += machine.float[y + k]!;
    expect(total / squares).toBeCloseTo(1, 6);
    machine.release(x);
  });

  it.each([17, 3])("sums 200,000 rows of %i columns, on top of what is there", (columns) => {
    const rows = 200_000;
    const { values } = positive(rows * columns);
    const x = machine.allocate(values.length);
    const y = machine.allocate(columns);
    machine.float.set(values, x);
    machine.float.fill(1000, y, y + columns);
    machine.call("sumRows", 0, x, y, rows, columns);
    for (let c = 0; c < columns; c++) {
      let expected = 1000;
      for (let r = 0; r < rows; r++) expected += values[r * columns + c]!;
      // Adding one by one would be off by some 1e-4.
      expect(Math.abs(machine.float[y + c]! / expected - 1)).toBeLessThan(3e-6);
    }
    machine.release(x);
  });

  it.each([
    [0, 0.1],
    [-1, 0.5],
    [123_456_789, 0.7],
    [2 ** 31 - 1, 0.999],
  ])("drops the positions that seed %i and rate %f say", (seed, rate) => {
    const count = 100_001;
    const x = machine.allocate(count);
    const y = machine.allocate(count);
    machine.float.fill(1, x, x + count);
    machine.call("dropout", 0, x, y, count, seed, rate);
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const through = machine.float[y + k]! !== 0;
      if (through !== hashedUniform(seed, k) >= Math.fround(rate)) throw new Error(`position ${k}`);
      if (through) kept++;
    }
    // Four standard deviations of a binomial.
    expect(Math.abs(kept - (1 - rate) * count)).toBeLessThan(4 * Math.sqrt(count * rate * (1 - rate)) + 1);
    machine.release(x);
  });
});
