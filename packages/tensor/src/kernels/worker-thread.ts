/** A thread of Node.js or of a browser, whichever runs here. */
export interface WorkerThread {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Hears why the thread failed, or that it ended. */
  onFailure(listener: (cause: unknown) => void): void;
  /** Lets the process exit although the thread waits. To be called after listeners were set: each holds the process again. */
  unref(): void;
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
  return (process?.getBuiltinModule?.("node:worker_threads") as { Worker: NodeWorkerClass } | undefined)?.Worker;
}

/** Whether this platform can share a memory with threads: Node.js, or a page that is cross-origin isolated. */
export function canShareMemory(): boolean {
  if (nodeWorkerClass() !== undefined) return true;
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true && typeof Worker === "function";
}

/**
 * The classic script of a thread, for Node.js and browsers alike, so that no bundler needs to know of a second file: `hear` is
 * the text of a function `(message, reply) => …`, called with every message.
 */
export function workerProgram(hear: string): string {
  return `"use strict";
const hear = ${hear};
if (typeof self === "undefined" || typeof self.postMessage !== "function") {
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (message) => hear(message, (answer) => parentPort.postMessage(answer)));
} else {
  self.onmessage = ({ data }) => hear(data, (answer) => self.postMessage(answer));
}
`;
}

/** Starts a thread that runs a `workerProgram`. */
export function startWorkerThread(program: string): WorkerThread {
  const NodeWorker = nodeWorkerClass();
  if (NodeWorker !== undefined) {
    const worker = new NodeWorker(program, { eval: true });
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on("message", listener),
      onFailure: (listener) => {
        worker.on("error", listener);
        worker.on("exit", () => listener(new Error("the thread ended")));
      },
      unref: () => worker.unref(),
      end: () => void worker.terminate(),
    };
  }
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address);
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.onmessage = ({ data }) => listener(data);
    },
    onFailure: (listener) => {
      worker.onerror = ({ message }) => listener(new Error(message));
    },
    unref() {},
    end: () => {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}
