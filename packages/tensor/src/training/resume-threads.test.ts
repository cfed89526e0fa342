import { encodeSafetensors } from "@zpd/core";
import { afterEach, describe, expect, it } from "vitest";
import { madePlan, memoryStore, plainEngine } from "../../test/made-training";
import type { Machine } from "../kernels/machine";
import { fastestWasmBuild } from "../kernels/wasm-build";
import { createThreadedWasmMachine } from "../kernels/wasm-machine";
import { trainModel } from "./train-model";

const build = fastestWasmBuild();

const machines: Machine[] = [];
afterEach(() => {
  for (const machine of machines.splice(0)) machine.close();
});

/** Enough rows a batch that the threads get work. */
const made = { rows: 4000, hidden: 64, batchSize: 400, dropout: 0.2 };
const options = { maxEpochs: 3, learningRate: 0.01, decay: 0.01, clipNorm: 0.2, seed: 11 };

/** The final weights' bytes of a training, interrupted after so many epochs; each part on new machines. */
async function train(threads: number, interruptedAfter: readonly number[]): Promise<Buffer> {
  const checkpoint = memoryStore();
  const part = async (maxEpochs: number) => {
    const machine = await createThreadedWasmMachine(build!, threads);
    machines.push(machine);
    expect(machine.threads).toBe(threads);
    return trainModel(madePlan(11, { ...made, engine: plainEngine(() => machine) }), {
      ...options,
      maxEpochs,
      checkpoint,
    });
  };
  for (const epochs of interruptedAfter) await part(epochs);
  return Buffer.from(encodeSafetensors((await part(options.maxEpochs)).weights));
}

describe.skipIf(build === undefined)("on WebAssembly (needs it, with SIMD)", () => {
  it("one and two threads, interrupted or not, end with the same bytes", async () => {
    const whole = await train(1, []);
    expect((await train(1, [1, 2])).equals(whole)).toBe(true);
    expect((await train(2, [])).equals(whole)).toBe(true);
    expect((await train(2, [1])).equals(whole)).toBe(true);
  });
});
