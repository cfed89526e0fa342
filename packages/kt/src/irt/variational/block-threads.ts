import { ZpdError } from "@zpd/core";
import { BLOCKS, type BlockRunner, type Side } from "./block-runner";
import { createCoordinateSteps, type StepArrays, type StepSettings } from "./coordinate-steps";

/** What a thread is told at its start, then before every sweep. */
interface ThreadStart {
  readonly arrays: StepArrays;
  readonly settings: StepSettings;
  /** Next block to take `[1]`, shared. */
  readonly claim: Int32Array;
}

interface Thread {
  post(message: unknown): void;
  onMessage(listener: () => void): void;
  onFailure(listener: (cause: unknown) => void): void;
  end(): void;
}

/** What this file uses of Node's worker_threads. */
interface NodeWorker {
  postMessage(message: unknown): void;
  on(event: string, listener: (value: unknown) => void): void;
  unref(): void;
  terminate(): Promise<number>;
}

type NodeWorkerClass = new (program: string, options: { readonly eval: true }) => NodeWorker;

/** Node's worker class, without an import that a browser's bundler would trip over. */
function nodeWorkerClass(): NodeWorkerClass | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return (process?.getBuiltinModule?.("worker_threads") as { Worker: NodeWorkerClass } | undefined)?.Worker;
}

/** Whether threads can share memory here: Node.js, or a page that is cross-origin isolated. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  if (nodeWorkerClass() !== undefined) return true;
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true && typeof Worker === "function";
}

/**
 * What a thread runs: the steps' own text, so that no bundler has to know of a second file, and a loop that takes blocks
 * until none is left.
 */
function threadProgram(): string {
  return `
const createCoordinateSteps = ${createCoordinateSteps.toString()};
let steps;
let claim;
function hear(message, answer) {
  if (message.arrays !== undefined) {
    steps = createCoordinateSteps(message.arrays, message.settings);
    claim = message.claim;
  } else {
    const run = message.side === "learners" ? steps.learnerBlock : steps.itemBlock;
    for (let block = Atomics.add(claim, 0, 1); block < ${BLOCKS}; block = Atomics.add(claim, 0, 1)) run(block);
  }
  answer(0);
}
if (typeof self === "object") self.onmessage = ({ data }) => hear(data, (value) => self.postMessage(value));
else {
  const { parentPort } = require("worker_threads");
  parentPort.on("message", (message) => hear(message, (value) => parentPort.postMessage(value)));
}`;
}

function startThread(program: string): Thread {
  const NodeWorker = nodeWorkerClass();
  if (NodeWorker !== undefined) {
    const worker = new NodeWorker(program, { eval: true });
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on("message", listener),
      onFailure: (listener) => {
        for (const event of ["error", "exit"]) worker.on(event, listener);
      },
      end: () => void worker.terminate(),
    };
  }
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address);
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.onmessage = listener;
    },
    onFailure: (listener) => {
      worker.onerror = listener;
    },
    end: () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}

function failure(cause: unknown): ZpdError {
  return new ZpdError("RESOURCE", {
    where: "fitVariational",
    expected: "every thread to live",
    got: cause instanceof Error ? cause.message : "a thread that ended",
    advice: "fit with one thread",
    cause,
  });
}

/**
 * All blocks of a side in several threads over shared memory; whoever is free takes the next block. Each block writes rows and
 * sums of its own, so results do not depend on the number of threads. All arrays must stand on shared memory.
 */
export function createThreadedBlockRunner(
  arrays: StepArrays,
  settings: StepSettings,
  threads: number,
  signal?: AbortSignal,
): BlockRunner {
  const claim = new Int32Array(new SharedArrayBuffer(4));
  const program = threadProgram();
  const team = Array.from({ length: threads }, () => startThread(program));
  let waiting = 0;
  let settle: { resolve(): void; reject(cause: unknown): void } | undefined;
  let ended = false;
  const end = (): void => {
    ended = true;
    for (const thread of team) thread.end();
  };
  for (const thread of team) {
    thread.onMessage(() => {
      waiting--;
      if (waiting === 0) settle?.resolve();
    });
    thread.onFailure((cause) => {
      if (!ended) settle?.reject(failure(cause));
    });
  }
  const tell = (message: ThreadStart | { readonly side: Side }): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting = team.length;
      settle = { resolve, reject };
      for (const thread of team) thread.post(message);
    });
  let ready: Promise<void> | undefined;
  return {
    async run(side) {
      ready ??= tell({ arrays, settings, claim });
      await ready;
      signal?.throwIfAborted();
      Atomics.store(claim, 0, 0);
      await tell({ side });
      signal?.throwIfAborted();
    },
    end,
  };
}
