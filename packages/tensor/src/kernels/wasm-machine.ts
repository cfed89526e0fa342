import { ZpdError } from "@zpd/core";
import type { WasmBuild } from "./compiled-builds";
import { type KernelArguments, type KernelName, kernelNames } from "./kernel-set";
import { KernelThreads, kernelFailure } from "./kernel-threads";
import type { Machine } from "./machine";
import { MemoryStack } from "./memory-stack";
import { THREAD_BLOCK } from "./thread-block";
import { canShareMemory } from "./worker-thread";

const PAGE = 65_536;
/** 2 GiB: address space, not memory, is taken for it at once. */
const MAXIMUM_PAGES = 32_768;
const INITIAL_PAGES = 16;
/** Elements that kernels may read, to no effect, beyond the last array. */
const OVERHANG = 64;

/** Work below which handing parts to threads that poll costs more than it saves, in multiplications: a microsecond. */
const WORK_FOR_POLLING = 60_000;
/** The same for threads that have to be woken first: some twenty microseconds. */
const WORK_FOR_SLEEPING = 1_500_000;

type WasmKernel = (...given: number[]) => void;

/** Ends the threads of machines that nobody holds any more. */
const forgotten = new FinalizationRegistry<KernelThreads>((helpers) => helpers.end());

class WasmMachine implements Machine {
  readonly variant;
  float: Float32Array;
  int: Int32Array;
  private readonly stack = new MemoryStack(THREAD_BLOCK.end, (end) => this.grow(end));
  private readonly kernels: Record<string, WasmKernel>;
  private helpers: KernelThreads | undefined;

  constructor(
    private readonly build: WasmBuild,
    private readonly memory: WebAssembly.Memory,
    panelColumns: 8 | 16,
  ) {
    this.variant = build.variant;
    this.kernels = new WebAssembly.Instance(build.module, { env: { memory } }).exports as typeof this.kernels;
    this.float = new Float32Array(memory.buffer);
    this.int = new Int32Array(memory.buffer);
    this.int[THREAD_BLOCK.panelColumns] = panelColumns;
  }

  async startThreads(threads: number): Promise<void> {
    const helpers = await KernelThreads.start(this.build.module, this.memory, kernelNames, threads);
    forgotten.register(this, helpers);
    this.helpers = helpers;
  }

  get threads(): number {
    return this.helpers?.count ?? 1;
  }

  get used(): number {
    return this.stack.used;
  }

  reserve(count: number): number {
    const address = this.stack.reserve(count);
    this.int.fill(0, address, address + count);
    return address;
  }

  allocate(count: number): number {
    return this.stack.allocate(count);
  }

  mark(): number {
    return this.stack.used;
  }

  release(mark: number): void {
    this.stack.release(mark);
  }

  call<Name extends KernelName>(name: Name, work: number, ...given: KernelArguments<Name>): void {
    const kernel = this.kernels[name]!;
    const numbers = given as readonly number[];
    const { helpers } = this;
    if (helpers !== undefined && work >= (helpers.asleep ? WORK_FOR_SLEEPING : WORK_FOR_POLLING)) {
      const parts = this.threads;
      helpers.call(name, numbers, (part) => kernel(...numbers, part, parts));
      return;
    }
    try {
      kernel(...numbers, 0, 1);
    } catch (cause) {
      throw kernelFailure(name, cause);
    }
  }

  close(): void {
    this.helpers?.end();
    this.helpers = undefined;
  }

  private grow(end: number): void {
    if (end + OVERHANG <= this.float.length) return;
    const missing = Math.ceil(((end + OVERHANG) * 4 - this.memory.buffer.byteLength) / PAGE);
    const held = this.memory.buffer.byteLength / PAGE;
    // A quarter more than asked for, so that a growing batch does not grow the memory at each step.
    const wanted = Math.min(Math.max(missing, Math.ceil(held / 4)), MAXIMUM_PAGES - held);
    try {
      if (wanted < missing) throw new RangeError(`more than ${MAXIMUM_PAGES} pages`);
      this.memory.grow(wanted);
    } catch (cause) {
      throw new ZpdError("RESOURCE", {
        where: "machine.allocate",
        expected: `memory for ${end} numbers`,
        got: cause instanceof Error ? cause.message : String(cause),
        advice: "use a smaller batch or shorter windows",
        cause,
      });
    }
    this.float = new Float32Array(this.memory.buffer);
    this.int = new Int32Array(this.memory.buffer);
  }
}

/**
 * A machine, at once; more threads than one start in the background. Products work in panels of 8 columns, or of 16, which is slower except where V8
 * joins neighbouring vectors (`--experimental-wasm-revectorize`).
 */
export function createWasmMachine(build: WasmBuild, panelColumns: 8 | 16 = 8, threads = 1): Machine {
  const machine = new WasmMachine(build, createMemory(), panelColumns);
  // Threads that do not start leave a machine that works alone, to the same results.
  if (threads > 1 && canShareMemory()) machine.startThreads(threads).catch(() => {});
  return machine;
}

/** A machine with several threads; with one where this platform cannot share a memory. */
export async function createThreadedWasmMachine(
  build: WasmBuild,
  threads: number,
  panelColumns: 8 | 16 = 8,
): Promise<Machine> {
  const machine = new WasmMachine(build, createMemory(), panelColumns);
  if (threads > 1 && canShareMemory()) await machine.startThreads(threads);
  return machine;
}

/** Always a shared memory, so that one build serves with and without threads. */
function createMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
}
