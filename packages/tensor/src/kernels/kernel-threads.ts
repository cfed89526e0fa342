import { ZpdError } from "@zpd/core";
import { THREAD_BLOCK as BLOCK, CALL_STEP } from "./thread-block";
import { threadProgram } from "./thread-program";
import { startWorkerThread, type WorkerThread } from "./worker-thread";

/** A thread that does not answer within this time has died or may not start. */
const START_LIMIT_MS = 20_000;
/** A part that takes this long will not end: its thread has died. Far above what a busy machine makes of a kernel. */
const ANSWER_LIMIT_MS = 60_000;

/** Polls of the answers before the main thread sleeps, where it may: some 50 microseconds. */
const POLLS = 20_000;
/** Longest sleep before the clock is looked at, and most that one look counts: a machine that slept is no dead thread. */
const LOOK_MS = 50;

/** Whether this thread may sleep: a page's main thread may not. */
function canSleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

function failure(where: string, expected: string, got: string, advice: string, cause?: unknown): ZpdError {
  return new ZpdError("RESOURCE", { where, expected, got, advice, ...(cause === undefined ? {} : { cause }) });
}

/**
 * Threads that keep an instance of the kernels on one shared memory. A call has as many parts as there are threads;
 * whoever is free takes the next one, the main thread too, so that a thread which is asleep or which the system has put
 * aside is not waited for. Whoever waits polls for some 50 microseconds, then sleeps: calls that follow each other
 * closely cost about a microsecond, and a machine with other work to do is not held up.
 */
export class KernelThreads {
  private readonly words: Int32Array;
  private readonly numbers: Float64Array;
  private readonly numberOf: ReadonlyMap<string, number>;
  private readonly sleeps = canSleep();
  private threads: readonly WorkerThread[] = [];
  private calls = 0;
  private lost: unknown;
  private closed = false;

  private constructor(
    memory: WebAssembly.Memory,
    names: readonly string[],
    private readonly answerLimit: number,
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
    answerLimit = ANSWER_LIMIT_MS,
  ): Promise<KernelThreads> {
    const started = new KernelThreads(memory, names, answerLimit);
    // Nothing to take before the first call.
    Atomics.store(started.words, BLOCK.claim, CALL_STEP - 1);
    started.threads = Array.from({ length: parts - 1 }, () => startWorkerThread(threadProgram));
    const ready = started.threads.map(
      (thread) =>
        new Promise<void>((resolve, reject) => {
          thread.onMessage(() => resolve());
          thread.onFailure((cause) => {
            started.lost ??= cause;
            reject(cause);
          });
          thread.unref();
          thread.post({ module, memory, names, parts });
        }),
    );
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${START_LIMIT_MS / 1000} s`)), START_LIMIT_MS);
    });
    try {
      await Promise.race([Promise.all(ready), late]);
    } catch (cause) {
      started.end();
      const got = cause instanceof Error ? cause.message : String(cause);
      throw failure("createThreadedMachine", `${parts} threads`, got, "ask for one thread", cause);
    } finally {
      clearTimeout(timer);
    }
    return started;
  }

  get count(): number {
    return this.threads.length + 1;
  }

  /** Whether some thread would have to be woken. */
  get asleep(): boolean {
    return Atomics.load(this.words, BLOCK.asleep) > 0;
  }

  /**
   * Runs one kernel, its parts in whichever threads are free; `runPart` is how this one does a part.
   * @throws RESOURCE when a part fails or a thread has died
   */
  call(name: string, given: readonly number[], runPart: (part: number) => void): void {
    const { words, numbers } = this;
    if (this.lost !== undefined) throw this.lossOf(name);
    words[BLOCK.kernel] = this.numberOf.get(name)!;
    words[BLOCK.argumentCount] = given.length;
    for (let k = 0; k < given.length; k++) numbers[BLOCK.argumentsAt64 + k] = given[k]!;
    Atomics.store(words, BLOCK.done, 0);
    // Wraps far below 2^31, for a negative number would be the end.
    this.calls = (this.calls + 1) % (1 << 22);
    Atomics.store(words, BLOCK.claim, this.calls * CALL_STEP);
    if (this.asleep) Atomics.notify(words, BLOCK.claim);
    let ownFailure: unknown;
    for (let part = this.takePart(); part < this.count; part = this.takePart()) {
      try {
        runPart(part);
      } catch (cause) {
        // The others may still be at work on the memory, so they are waited for first.
        ownFailure = cause;
      }
      Atomics.add(words, BLOCK.done, 1);
    }
    this.waitForAnswers(name);
    const failed = Atomics.exchange(words, BLOCK.failed, 0) !== 0;
    if (failed || ownFailure !== undefined) throw kernelFailure(name, ownFailure);
  }

  end(): void {
    this.closed = true;
    Atomics.store(this.words, BLOCK.claim, -1);
    Atomics.notify(this.words, BLOCK.claim);
    for (const thread of this.threads) thread.end();
  }

  /** The number of a part that nobody else does; at least `count` when all are taken. */
  private takePart(): number {
    const { words } = this;
    for (;;) {
      const claim = Atomics.load(words, BLOCK.claim);
      const part = claim % CALL_STEP;
      if (part >= this.count || Atomics.compareExchange(words, BLOCK.claim, claim, claim + 1) === claim) return part;
    }
  }

  private waitForAnswers(name: string): void {
    const { words } = this;
    const wanted = this.count;
    for (let poll = 0; poll < POLLS; poll++) if (Atomics.load(words, BLOCK.done) >= wanted) return;
    let waited = 0;
    let last = performance.now();
    for (;;) {
      const done = Atomics.load(words, BLOCK.done);
      if (done >= wanted) return;
      if (this.sleeps) {
        Atomics.store(words, BLOCK.waiting, 1);
        Atomics.wait(words, BLOCK.done, done, LOOK_MS);
        Atomics.store(words, BLOCK.waiting, 0);
      }
      const now = performance.now();
      waited += Math.min(now - last, LOOK_MS);
      last = now;
      if (waited > this.answerLimit) {
        this.lost ??= new Error(`no answer within ${this.answerLimit / 1000} s`);
        throw this.lossOf(name);
      }
    }
  }

  private lossOf(name: string): ZpdError {
    const got = this.closed ? "threads that were ended" : "a thread that died";
    return failure(`kernel ${name}`, "every thread to live", got, "make a new machine", this.lost);
  }
}

/** What to throw when a kernel stopped in the middle: it reached beyond the memory. */
export function kernelFailure(name: string, cause: unknown): ZpdError {
  const got = cause instanceof Error ? cause.message : "a thread whose part failed";
  return failure(`kernel ${name}`, "addresses inside the machine's memory", got, "use a smaller batch", cause);
}
