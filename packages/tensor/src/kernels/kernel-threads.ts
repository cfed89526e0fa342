import { ZpdError } from "@zpd/core";
import { THREAD_BLOCK as BLOCK } from "./thread-block";
import { threadProgram } from "./thread-program";

interface ThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly names: readonly string[];
  readonly part: number;
  readonly parts: number;
}

interface Thread {
  readonly ready: Promise<void>;
  end(): void;
}

/** A thread that does not answer within this time has died or may not start. */
const START_LIMIT_MS = 20_000;

/** What this file uses of Node's worker_threads. */
interface NodeWorker {
  once(event: string, listener: (value: unknown) => void): void;
  unref(): void;
  terminate(): Promise<number>;
}

type NodeWorkerClass = new (program: string, options: { eval: true; workerData: ThreadData }) => NodeWorker;

/** Node's worker class, without an import that a browser's bundler would trip over. */
function nodeWorkerClass(): NodeWorkerClass | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return (process?.getBuiltinModule?.("node:worker_threads") as { Worker: NodeWorkerClass } | undefined)?.Worker;
}

function startNodeThread(Worker: NodeWorkerClass, data: ThreadData): Thread {
  const worker = new Worker(threadProgram, { eval: true, workerData: data });
  worker.unref();
  const ready = new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  });
  return { ready, end: () => void worker.terminate() };
}

function startBrowserThread(data: ThreadData): Thread {
  const address = URL.createObjectURL(new Blob([threadProgram], { type: "text/javascript" }));
  const worker = new Worker(address);
  const ready = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.postMessage(data);
  return {
    ready: ready.finally(() => URL.revokeObjectURL(address)),
    end: () => worker.terminate(),
  };
}

/** Whether this platform can share a memory with threads: Node.js, or a page that is cross-origin isolated. */
export function canShareMemory(): boolean {
  if (nodeWorkerClass() !== undefined) return true;
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true && typeof Worker === "function";
}

/**
 * Threads that keep an instance of the kernels on one shared memory. `call` hands the same call to all, works on part
 * 0 itself, and returns when every part is done. Between calls threads poll for some 50 microseconds, then sleep.
 */
export class KernelThreads {
  private readonly words: Int32Array;
  private readonly numbers: Float64Array;
  private readonly numberOf: ReadonlyMap<string, number>;

  private constructor(
    memory: WebAssembly.Memory,
    names: readonly string[],
    private readonly threads: readonly Thread[],
  ) {
    this.words = new Int32Array(memory.buffer, 0, BLOCK.end);
    this.numbers = new Float64Array(memory.buffer, 0, BLOCK.end / 2);
    this.numberOf = new Map(names.map((name, k) => [name, k]));
  }

  /** Starts `parts - 1` threads. @throws RESOURCE when one does not start */
  static async start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    names: readonly string[],
    parts: number,
  ): Promise<KernelThreads> {
    const Worker = nodeWorkerClass();
    const threads = Array.from({ length: parts - 1 }, (_, k) => {
      const data = { module, memory, names, part: k + 1, parts };
      return Worker === undefined ? startBrowserThread(data) : startNodeThread(Worker, data);
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${START_LIMIT_MS / 1000} s`)), START_LIMIT_MS);
    });
    try {
      await Promise.race([Promise.all(threads.map(({ ready }) => ready)), late]);
    } catch (cause) {
      for (const thread of threads) thread.end();
      throw new ZpdError("RESOURCE", {
        where: "createKernelMachine",
        expected: `${parts} threads`,
        got: cause instanceof Error ? cause.message : String(cause),
        advice: "ask for one thread",
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
    return new KernelThreads(memory, names, threads);
  }

  get count(): number {
    return this.threads.length + 1;
  }

  call(name: string, given: readonly number[], ownPart: () => void): void {
    const { words, numbers } = this;
    words[BLOCK.kernel] = this.numberOf.get(name)!;
    words[BLOCK.argumentCount] = given.length;
    for (let k = 0; k < given.length; k++) numbers[BLOCK.argumentsAt64 + k] = given[k]!;
    Atomics.store(words, BLOCK.done, 0);
    // Wraps at 2^30, far from -1, which means the end.
    Atomics.store(words, BLOCK.generation, (Atomics.load(words, BLOCK.generation) + 1) & 0x3fffffff);
    if (Atomics.load(words, BLOCK.asleep) > 0) Atomics.notify(words, BLOCK.generation);
    ownPart();
    while (Atomics.load(words, BLOCK.done) < this.threads.length) {
      // Polling: parts are of equal size, so the wait is short, and a browser's main thread may not sleep.
    }
    if (Atomics.load(words, BLOCK.failed) !== 0) {
      throw new ZpdError("RESOURCE", {
        where: `kernel ${name}`,
        expected: "every thread to finish its part",
        got: "a thread that failed",
        advice: "the memory may be exhausted; use a smaller batch",
      });
    }
  }

  end(): void {
    Atomics.store(this.words, BLOCK.generation, -1);
    Atomics.notify(this.words, BLOCK.generation);
    for (const thread of this.threads) thread.end();
  }
}
