import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WasmVariant } from "../src/kernels/compiled-builds";
import { type KernelName, kernelNames } from "../src/kernels/kernel-set";
import type { Machine } from "../src/kernels/machine";
import { createReferenceMachine } from "../src/kernels/reference-machine";
import { findWasmBuild } from "../src/kernels/wasm-build";
import { createThreadedWasmMachine, createWasmMachine } from "../src/kernels/wasm-machine";
import { type CallSize, expectClose, expectSame, planCall, runCall } from "./kernel-call";
import { kernelCases } from "./kernel-cases";

const SIZES = [
  [0, 0],
  [0, 5],
  [5, 0],
  [1, 1],
  [3, 17],
  [17, 3],
  [64, 20],
  [1, 64],
  [33, 100],
  [300, 20],
] as const;

function sizesOf(name: KernelName): CallSize[] {
  const variants = Array.from({ length: kernelCases[name]!.variants ?? 1 }, (_, variant) => variant);
  return SIZES.flatMap(([m, n]) =>
    variants.flatMap((variant) =>
      [false, true].map((extremes) => ({
        m,
        n,
        variant,
        extremes,
      })),
    ),
  );
}

const variants = (["simd", "relaxed-simd"] satisfies WasmVariant[]).filter((variant) => findWasmBuild(variant));

describe.each(variants)("kernels of the %s build", (variant) => {
  const build = findWasmBuild(variant)!;
  const reference = createReferenceMachine("float32");
  const alone = createWasmMachine(build);
  const threaded: Machine[] = [];

  beforeAll(async () => {
    for (const threads of [2, 3]) threaded.push(await createThreadedWasmMachine(build, threads));
  });
  afterAll(() => {
    for (const machine of threaded) machine.close();
  });

  it("leaves out no kernel", () => {
    const exported = WebAssembly.Module.exports(build.module).map(({ name }) => name);
    expect(kernelNames.filter((name) => !exported.includes(name))).toEqual([]);
  });

  it.each(kernelNames)("%s does what the reference does, alone and in threads", (name) => {
    const kernelCase = kernelCases[name];
    expect(kernelCase, `test/kernel-cases has no line for the kernel ${name}`).toBeDefined();
    for (const size of sizesOf(name)) {
      const call = planCall(name, kernelCase, size);
      try {
        const got = runCall(alone, call);
        expectClose(got, runCall(reference, call), kernelCase.spreads !== undefined);
        // How work is shared does not depend on the numbers.
        if (!size.extremes) for (const machine of threaded) expectSame(runCall(machine, call), got);
      } catch (cause) {
        throw new Error(`${JSON.stringify(size)}: ${(cause as Error).message}`, { cause });
      }
    }
  });
});
