import { describe, expect, it } from "vitest";
import type { WasmVariant } from "../src/kernels/compiled-builds";
import { findWasmBuild } from "../src/kernels/wasm-build";
import { createWasmMachine } from "../src/kernels/wasm-machine";
import { ACTIVATIONS, type Activation } from "../src/types/activations";

/** What the language says, in float64. */
const EXACT: Record<Activation, (x: number) => number> = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  relu: (x) => (Number.isNaN(x) ? x : Math.max(x, 0)),
  exp: Math.exp,
  softplus: (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
  abs: Math.abs,
  log: Math.log,
  step: (x) => (Number.isNaN(x) ? x : Number(x >= 0)),
};

/** Below this a float32 is subnormal, and holds fewer digits the smaller it is. */
const SMALLEST_NORMAL = 2 ** -126;

/** Evenly over where the functions bend, then ever closer to 0. */
function grid(): Float32Array {
  const even = Array.from({ length: 240_001 }, (_, k) => (k - 120_000) / 1000);
  const small = Array.from({ length: 4000 }, (_, k) => (k % 2 === 0 ? 1 : -1) * 10 ** (-30 + (31 * k) / 4000));
  return Float32Array.from([...even, ...small]);
}

const variants = (["simd", "relaxed-simd"] satisfies WasmVariant[]).filter((variant) => findWasmBuild(variant));

function activated(variant: WasmVariant, kind: Activation, values: Float32Array): Float32Array {
  const machine = createWasmMachine(findWasmBuild(variant)!);
  const x = machine.allocate(values.length);
  const y = machine.allocate(values.length);
  machine.float.set(values, x);
  machine.call("activate", 0, x, y, values.length, ACTIVATIONS[kind]);
  return machine.float.slice(y, y + values.length) as Float32Array;
}

it("the plain build runs here", () => expect(variants).toContain("simd"));

describe.each(variants)("functions of four floats, %s", (variant) => {
  it.each(Object.keys(EXACT) as Activation[])("%s is within 1e-6 of the value", (kind) => {
    const values = grid();
    const got = activated(variant, kind, values);
    let worst = 0;
    let at = 0;
    for (let k = 0; k < values.length; k++) {
      const expected = EXACT[kind](values[k]!);
      if (expected > 3.4028234e38 && got[k] === Number.POSITIVE_INFINITY) continue;
      const error = Math.abs(got[k]! - expected) / Math.max(Math.abs(expected), SMALLEST_NORMAL);
      if (Number.isNaN(expected) ? Number.isNaN(got[k]!) : expected === got[k]) continue;
      // Written so that NaN counts as an error. Sigmoid leaves out the subnormal numbers.
      if (!(error <= worst) && !(kind === "sigmoid" && expected < SMALLEST_NORMAL)) {
        worst = error;
        at = values[k]!;
      }
    }
    expect(worst, `at ${at}`).toBeLessThan(1e-6);
  });

  it.each(Object.keys(EXACT) as Activation[])("%s at infinities, NaN, zeros and the ends of float32", (kind) => {
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: none } = Number;
    const values = Float32Array.of(POSITIVE_INFINITY, NEGATIVE_INFINITY, none, 0, -0, 3.4e38, -3.4e38);
    const got = activated(variant, kind, values);
    for (let k = 0; k < values.length; k++) {
      // ln(2) = softplus(0) may differ in the last digit.
      const expected = Math.fround(EXACT[kind](values[k]!));
      if (kind === "softplus" && values[k] === 0) expect(got[k]).toBeCloseTo(expected, 6);
      else expect(got[k]! + 0, `at ${values[k]}`).toBe(expected + 0);
    }
  });

  it("exp reaches infinity and 0 where float32 does", () => {
    // ln(max float32) = 88.7228, ln(half the least subnormal) = -103.97
    const got = activated(variant, "exp", Float32Array.of(88.72, 88.73, -103.2, -104.1));
    expect(Number.isFinite(got[0]!)).toBe(true);
    expect(got[1]).toBe(Number.POSITIVE_INFINITY);
    expect(got[2]).toBe(2 ** -149);
    expect(got[3]).toBe(0);
  });

  it("tanh and sigmoid never leave their range and never fall by more than a rounding", () => {
    const values = Float32Array.from({ length: 200_001 }, (_, k) => (k - 100_000) / 8000);
    for (const [kind, least] of [
      ["tanh", -1],
      ["sigmoid", 0],
    ] as const) {
      const got = activated(variant, kind, values);
      for (let k = 1; k < got.length; k++) {
        if (!(got[k]! <= 1 && got[k]! >= least)) throw new Error(`${kind}(${values[k]}) = ${got[k]}`);
        if (got[k]! < got[k - 1]! - 5e-7) throw new Error(`${kind} falls at ${values[k]}`);
      }
    }
  });
});
