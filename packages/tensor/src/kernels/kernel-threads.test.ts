import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import { kernelNames } from "./kernel-set";
import { KernelThreads } from "./kernel-threads";
import type { Machine } from "./machine";
import { THREAD_BLOCK } from "./thread-block";
import { threadProgram } from "./thread-program";
import { findWasmBuild } from "./wasm-build";
import { createThreadedWasmMachine } from "./wasm-machine";

const build = findWasmBuild("simd")!;
const machines: { close(): void }[] = [];

async function machineWith(threads: number): Promise<Machine> {
  const machine = await createThreadedWasmMachine(build, threads);
  machines.push(machine);
  return machine;
}

/** Enough to wake threads, whatever the kernel. */
const WORK = 1e9;
/** Two gigabytes up: outside every machine's memory in these tests. */
const OUTSIDE = 0x1fffff00;

function fillAndSum(machine: Machine, count: number, value: number): number {
  const mark = machine.mark();
  const address = machine.allocate(count);
  machine.call("fill", WORK, address, count, value);
  const total = Array.from(machine.float.subarray(address, address + count)).reduce((sum, x) => sum + x, 0);
  machine.release(mark);
  return total;
}

/** Threads whose workers can be got at. */
async function watchedThreads(parts: number, answerLimit: number) {
  const workers: Worker[] = [];
  class Watched extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      workers.push(this);
    }
  }
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ Worker: Watched } as never);
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 32_768, shared: true });
  const threads = await KernelThreads.start(build.module, memory, kernelNames, parts, answerLimit);
  vi.restoreAllMocks();
  machines.push({ close: () => threads.end() });
  return { threads, workers };
}

afterEach(() => {
  for (const machine of machines.splice(0)) machine.close();
});

describe("kernel threads", () => {
  it.each([1, 2, 3])("%i of them share one call", async (threads) => {
    const machine = await machineWith(threads);
    expect(machine.threads).toBe(threads);
    for (const count of [1, 3, 16, 1000]) expect(fillAndSum(machine, count, 0.5)).toBe(count / 2);
  });

  it("wake up after the main thread was busy with something else", async () => {
    const machine = await machineWith(2);
    for (let turn = 0; turn < 3; turn++) {
      const until = performance.now() + 30;
      while (performance.now() < until);
      expect(fillAndSum(machine, 100, turn)).toBe(100 * turn);
    }
  });

  it("see memory that grew since they started", async () => {
    const machine = await machineWith(2);
    const count = 3_000_000;
    expect(fillAndSum(machine, count, 1)).toBe(count);
  });

  it("take a thousand calls, one right after the other", async () => {
    const machine = await machineWith(2);
    const address = machine.allocate(64);
    machine.call("fill", WORK, address, 64, 0);
    for (let call = 0; call < 500; call++) machine.call("addScaled", WORK, address, address + 32, 32, 0);
    for (let call = 1; call <= 500; call++) machine.call("fill", WORK, address, 64, call);
    expect([...machine.float.subarray(address, address + 64)]).toEqual(new Array(64).fill(500));
  });

  it.each([1, 2])(
    "a kernel that reaches outside the memory gives an error, and the next works, %i threads",
    async (threads) => {
      const machine = await machineWith(threads);
      const call = () => machine.call("fill", WORK, OUTSIDE, 1000, 1);
      expect(call).toThrow(expect.objectContaining({ code: "RESOURCE" }));
      expect(fillAndSum(machine, 100, 2)).toBe(200);
    },
  );

  it("a part that fails in another thread only gives an error", async () => {
    const machine = await machineWith(2);
    const bytes = machine.float.length;
    // The first half is the main thread's and lies inside.
    const call = () => machine.call("fill", WORK, bytes - 500, 1000, 0);
    expect(call).toThrow(expect.objectContaining({ code: "RESOURCE" }));
    expect(fillAndSum(machine, 100, 2)).toBe(200);
  });

  it("a thread that died is told from one that works, at the latest after a while", async () => {
    const { threads, workers } = await watchedThreads(2, 200);
    const call = () => threads.call("fill", [THREAD_BLOCK.end, 100, 1], () => {});
    call();
    const ended = workers[0]!.terminate();
    // Its end cannot be heard of while this thread does not turn to events.
    const until = performance.now() + 50;
    while (performance.now() < until);
    try {
      call();
    } catch (cause) {
      expect(cause).toMatchObject({ code: "RESOURCE" });
    }
    await ended;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(call).toThrow(expect.objectContaining({ code: "RESOURCE" }));
  });

  it("a thread that cannot start gives an error", async () => {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 32_768, shared: true });
    // (module (import "x" "y" (func))): nobody gives a thread this import.
    const head = [0, 97, 115, 109, 1, 0, 0, 0];
    const module = new WebAssembly.Module(
      Uint8Array.from([...head, 1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 120, 1, 121, 0, 0]),
    );
    await expect(KernelThreads.start(module, memory, kernelNames, 2)).rejects.toMatchObject({ code: "RESOURCE" });
  });

  it.each([true, false])("let the process exit, closed first: %s", { timeout: 20_000 }, (closes) => {
    const folder = mkdtempSync(join(tmpdir(), "zpd-threads-"));
    try {
      const file = join(folder, "worker.cjs");
      writeFileSync(file, exitProgram(closes));
      const child = spawnSync(process.execPath, [file], { encoding: "utf8", timeout: 15_000 });
      expect(child.stderr).toBe("");
      expect(child.stdout.trim()).toBe("ready");
      expect(child.status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The thread program alone in a process, with an empty module: it waits for calls, and must not keep Node alive. */
function exitProgram(closes: boolean): string {
  return `
    const { Worker } = require("node:worker_threads");
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 32, shared: true });
    const module_ = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    const worker = new Worker(${JSON.stringify(threadProgram)}, { eval: true });
    worker.postMessage({ module: module_, memory, names: [], part: 1, parts: 2 });
    worker.once("message", (text) => {
      console.log(text);
      worker.unref();
      if (${closes}) {
        const words = new Int32Array(memory.buffer);
        Atomics.store(words, ${THREAD_BLOCK.claim}, -1);
        Atomics.notify(words, ${THREAD_BLOCK.claim});
      }
    });
  `;
}
