import { registerGradients } from "../src/engines/tensorflow/gradients";
import type { Tensorflow } from "../src/engines/tensorflow/tensorflow";
import { createTensorflowEngine } from "../src/engines/tensorflow/tensorflow-engine";
import type { Engine } from "../src/types/engine";

/** TensorFlow.js with its backend in plain JavaScript. */
export async function plainTensorflow(): Promise<Tensorflow> {
  const tf = await import("@tensorflow/tfjs-core");
  // Else it advises, on the console, to install another backend.
  tf.env().set("IS_NODE", false);
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  await tf.ready();
  registerGradients(tf);
  return tf;
}

export async function plainTensorflowEngine(): Promise<Engine> {
  return createTensorflowEngine(await plainTensorflow(), "cpu", { name: "cpu", reason: "in plain JavaScript" });
}
