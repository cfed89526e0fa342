import { createRandomStream } from "@zpd/core";
import { expect } from "vitest";
import type { WasmVariant } from "../src/kernels/compiled-builds";
import type { KernelName } from "../src/kernels/kernel-set";
import type { Machine } from "../src/kernels/machine";
import { createReferenceMachine } from "../src/kernels/reference-machine";
import { findWasmBuild } from "../src/kernels/wasm-build";
import { createThreadedWasmMachine } from "../src/kernels/wasm-machine";

/** A kernel's argument: a number as it is, or an array, for which the kernel gets the address. */
export type Argument = number | Float32Array | Int32Array;

/** Every way kernels of WebAssembly can run here. */
export const wasmSettings: readonly { variant: WasmVariant; threads: number; panelColumns: 8 | 16 }[] = (
  ["simd", "relaxed-simd"] as const
).flatMap((variant) =>
  findWasmBuild(variant) === undefined
    ? []
    : [
        { variant, threads: 1, panelColumns: 8 },
        { variant, threads: 2, panelColumns: 8 },
        { variant, threads: 1, panelColumns: 16 },
      ],
);

export function wasmMachine({ variant, threads, panelColumns }: (typeof wasmSettings)[number]): Promise<Machine> {
  return createThreadedWasmMachine(findWasmBuild(variant)!, threads, panelColumns);
}

/** Floats in -1…1. */
export function randomFloats(seed: number, count: number): Float32Array {
  const random = createRandomStream(seed, "floats");
  return Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
}

/** Floats around each array: a kernel may read them, but what it reads must count for nothing, and it may not write. */
const GUARD = 32;

/** Calls a kernel on copies of the arrays; gives back each array of floats as it is afterwards. */
export function runKernel(machine: Machine, name: KernelName, args: readonly Argument[]): Float32Array[] {
  const mark = machine.mark();
  try {
    const placed = args.map((arg) => {
      if (typeof arg === "number") return { arg, address: arg };
      const from = machine.allocate(arg.length + 2 * GUARD);
      machine.float.fill(Number.NaN, from, from + arg.length + 2 * GUARD);
      const address = from + GUARD;
      if (arg instanceof Float32Array) machine.float.set(arg, address);
      else machine.int.set(arg, address);
      return { arg, address };
    });
    machine.call(name, 1e9, ...(placed.map(({ address }) => address) as never));
    return placed.flatMap(({ arg, address }) => {
      if (typeof arg === "number") return [];
      const end = address + arg.length;
      const around = [...machine.float.subarray(address - GUARD, address), ...machine.float.subarray(end, end + GUARD)];
      expect(around.every(Number.isNaN), `${name} wrote beside an array`).toBe(true);
      return arg instanceof Float32Array ? [Float32Array.from(machine.float.subarray(address, end))] : [];
    });
  } finally {
    machine.release(mark);
  }
}

/**
 * Expects of a kernel what its reference gives in float64, to `tolerance` of 1 + |value|; NaN and infinity exactly.
 * `skip` arrays at the end (scratch) are not compared.
 */
export function expectAsReference(
  machine: Machine,
  name: KernelName,
  args: readonly Argument[],
  { tolerance = 2e-5, skip = 0 } = {},
): void {
  const got = runKernel(machine, name, args);
  const expected = runKernel(createReferenceMachine("float64"), name, args);
  for (let a = 0; a < expected.length - skip; a++) {
    for (let k = 0; k < expected[a]!.length; k++) {
      const [g, e] = [got[a]![k]!, expected[a]![k]!];
      if (Object.is(g, e) || Math.abs(g - e) <= tolerance * (1 + Math.abs(e))) continue;
      expect.fail(`${name}, array ${a}, element ${k} of ${expected[a]!.length}: got ${g}, expected ${e}`);
    }
  }
}
