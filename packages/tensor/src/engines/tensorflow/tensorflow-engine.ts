import type { Tensor } from "@tensorflow/tfjs-core";
import { type BackendReport, ZpdError } from "@zpd/core";
import type { Engine } from "../../types/engine";
import { registerGradients } from "./gradients";
import type { Tensorflow } from "./tensorflow";
import type { BackendTraits } from "./tensorflow-run";
import { type TensorflowHome, TensorflowTrainable } from "./tensorflow-trainable";

/** What this file uses of a backend on a GPU: a promise that resolves when the device is gone. */
interface DeviceBackend {
  readonly device?: { readonly lost?: Promise<{ readonly message?: string; readonly reason?: string }> };
}

function traitsOf(tf: Tensorflow, backendName: string): BackendTraits {
  return {
    // On a GPU that op adds in whatever order threads arrive, so that no run would equal another.
    sumsSegments: backendName !== "webgpu" && tf.getKernel("UnsortedSegmentSum", backendName) !== undefined,
    fusesLstm: backendName === "tensorflow",
  };
}

function lostDevice(reason: string): ZpdError {
  return new ZpdError("RESOURCE", {
    where: "engine",
    expected: "a GPU device that answers",
    got: `one that was lost (${reason})`,
    advice: "start again from the last checkpoint; another backend, such as wasm, goes on where a GPU keeps failing",
  });
}

/**
 * Runs models on a backend of TensorFlow.js that is in use already (`tf.setBackend`, `tf.ready`). `backendName` is
 * its name there.
 */
export function createTensorflowEngine(tf: Tensorflow, backendName: string, backend: BackendReport): Engine {
  registerGradients(tf);
  const trainables: TensorflowTrainable[] = [];
  let lost: ZpdError | undefined;
  const { device } = tf.backend() as unknown as DeviceBackend;
  const loss = device?.lost?.then(({ message, reason }) => {
    lost = lostDevice(message || reason || "no reason given");
    throw lost;
  });
  // Heard where somebody waits for numbers; alone it is no fault.
  loss?.catch(() => undefined);
  const home: TensorflowHome = {
    tf,
    traits: traitsOf(tf, backendName),
    enter() {
      if (lost !== undefined) throw lost;
      // At once, as the backend was set up before.
      if (tf.getBackend() !== backendName) void tf.setBackend(backendName);
    },
    async read(tensor: Tensor) {
      const numbers = tensor.data() as Promise<Float32Array>;
      // Copied, because some backends give their own memory.
      return (await (loss === undefined ? numbers : Promise.race([numbers, loss]))).slice();
    },
  };
  return {
    backend,
    createTrainable(weights) {
      const trainable = new TensorflowTrainable(home, weights);
      trainables.push(trainable);
      return trainable;
    },
    close() {
      for (const trainable of trainables) trainable.close();
      trainables.length = 0;
    },
  };
}
