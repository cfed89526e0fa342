import {
  assertThat,
  BACKEND_CHOICES,
  type BackendChoice,
  type BackendReport,
  unknownNameError,
  ZpdError,
} from "@zpd/core";
import { createThreadedMachine } from "../kernels/create-machine";
import { createReferenceMachine } from "../kernels/reference-machine";
import { fastestWasmBuild } from "../kernels/wasm-build";
import { canShareMemory } from "../kernels/worker-thread";
import type { Engine } from "../types/engine";
import { createKernelEngine } from "./kernel-engine";
import { findNodeTensorflow, loadNodeTensorflow } from "./tensorflow/load-node-tensorflow";
import { findAdapter, loadWebgpu } from "./tensorflow/load-webgpu";
import { createTensorflowEngine } from "./tensorflow/tensorflow-engine";

type BackendName = BackendReport["name"];

/** Whether a backend works here. */
export interface BackendState {
  readonly name: BackendName;
  readonly available: boolean;
  readonly reason: string;
  /** What would make it available. */
  readonly advice?: string;
}

export interface EngineChoice {
  /** `auto` when absent. */
  readonly backend?: BackendChoice;
  /** Threads of the kernels, or of TensorFlow; 1 when absent. */
  readonly threads?: number;
}

/** A backend that was looked for. */
interface Candidate extends BackendState {
  /** Why `auto` passes over it though it is there. */
  readonly passedOver?: string;
  /** `note` is added to the engine's reason. */
  open(note: string): Promise<Engine>;
}

const ADVICE: Record<BackendName, string> = {
  webgpu:
    "install webgpu (Dawn for Node.js; browsers have it), @tensorflow/tfjs-core and @tensorflow/tfjs-backend-webgpu",
  tensorflow: "run zpd backend add tensorflow (npm run backend:tensorflow in this repository)",
  wasm: "use a newer runtime: one that has WebAssembly with SIMD and shared memory",
  cpu: "",
};

function absent(name: BackendName, reason: string, advice = ADVICE[name]): Candidate {
  return {
    name,
    available: false,
    reason,
    advice,
    open: () => Promise.reject(missing(name, reason, advice)),
  };
}

function missing(name: BackendName, got: string, advice = ADVICE[name], cause?: unknown): ZpdError {
  return new ZpdError("MISSING_PART", {
    where: "chooseEngine",
    expected: `the ${name} backend`,
    got,
    advice: `${advice}; or choose another backend`,
    ...(cause === undefined ? {} : { cause }),
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}

async function webgpuCandidate(): Promise<Candidate> {
  const name = "webgpu";
  const adapter = await findAdapter();
  if ("fault" in adapter) return absent(name, adapter.fault, adapter.advice);
  const tf = await loadWebgpu().catch(() => undefined);
  if (tf === undefined)
    return absent(name, `${adapter.name} answers, but TensorFlow.js's WebGPU backend is not installed`);
  const reason = adapter.software ? `${adapter.name}, in software` : adapter.name;
  return {
    name,
    available: true,
    ...(adapter.software ? { passedOver: `the GPU adapter is ${reason}` } : {}),
    reason,
    async open(note) {
      try {
        if (!(await tf.setBackend(name))) throw new Error("its backend did not start");
        await tf.ready();
      } catch (cause) {
        throw missing(name, `${reason}: ${firstLine(cause)}`, undefined, cause);
      }
      return createTensorflowEngine(tf, name, { name, reason: reason + note });
    },
  };
}

/** Never taken by `auto`: on the same cores a training step of DKT takes it two to five times as long. */
function tensorflowCandidate(threads: number): Candidate {
  const name = "tensorflow";
  const { entry, reason } = findNodeTensorflow();
  if (entry === undefined) return absent(name, reason);
  return {
    name,
    available: true,
    passedOver: "TensorFlow is here, too, but slower at these models",
    reason,
    async open(note) {
      try {
        const tf = await loadNodeTensorflow(entry, threads);
        return createTensorflowEngine(tf, name, { name, reason: reason + note });
      } catch (cause) {
        throw missing(name, `${reason}: ${firstLine(cause)}`, undefined, cause);
      }
    },
  };
}

function threadsInWords(threads: number): string {
  if (threads === 1) return "1 thread";
  return canShareMemory() ? `${threads} threads` : "1 thread, as this page is not cross-origin isolated";
}

function wasmCandidate(threads: number): Candidate {
  const name = "wasm";
  const build = fastestWasmBuild();
  if (build === undefined) return absent(name, "this runtime has no WebAssembly with SIMD");
  const reason = `${build.variant === "simd" ? "SIMD" : "relaxed SIMD"}, ${threadsInWords(threads)}`;
  return {
    name,
    available: true,
    reason,
    async open(note) {
      const machine = await createThreadedMachine(threads);
      return createKernelEngine({ name, reason: reason + note }, () => machine);
    },
  };
}

function cpuCandidate(): Candidate {
  const name = "cpu";
  const reason = "plain TypeScript, 1 thread";
  return {
    name,
    available: true,
    reason,
    open: async (note) => createKernelEngine({ name, reason: reason + note }, () => createReferenceMachine("float32")),
  };
}

const candidates: Record<BackendName, (threads: number) => Candidate | Promise<Candidate>> = {
  webgpu: webgpuCandidate,
  tensorflow: tensorflowCandidate,
  wasm: wasmCandidate,
  cpu: cpuCandidate,
};

/** Which backends are there, in the order in which `auto` tries them. Loads no native code and starts no thread. */
export async function probeBackends({ threads = 1 }: Pick<EngineChoice, "threads"> = {}): Promise<BackendState[]> {
  const states: BackendState[] = [];
  for (const look of Object.values(candidates)) {
    const { name, available, reason, advice } = await look(threads);
    states.push({ name, available, reason, ...(advice === undefined ? {} : { advice }) });
  }
  return states;
}

/**
 * Opens an engine. `auto` takes a GPU where a hardware adapter answers, else WebAssembly, else plain TypeScript, and
 * says why in `engine.backend`; a backend that is named is never replaced. Close the engine to end its threads.
 * @throws MISSING_PART when the backend named does not work here, INVALID_CONFIG, UNKNOWN_NAME
 */
export async function chooseEngine({ backend = "auto", threads = 1 }: EngineChoice = {}): Promise<Engine> {
  assertThat(Number.isSafeInteger(threads) && threads >= 1, "INVALID_CONFIG", {
    where: "chooseEngine",
    expected: "threads to be a whole number, 1 or more",
    got: String(threads),
  });
  if (!BACKEND_CHOICES.includes(backend)) throw unknownNameError("chooseEngine", "backend", backend, BACKEND_CHOICES);
  if (backend !== "auto") return (await candidates[backend](threads)).open("");
  const notes: string[] = [];
  for (const name of ["webgpu", "tensorflow", "wasm"] as const) {
    const { available, passedOver, open } = await candidates[name](threads);
    if (passedOver !== undefined) notes.push(`; ${passedOver}`);
    else if (available) return open(notes.join(""));
  }
  return cpuCandidate().open("; this runtime has no WebAssembly with SIMD");
}
