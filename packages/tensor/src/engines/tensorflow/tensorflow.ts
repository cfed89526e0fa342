import type * as core from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";

/** TensorFlow.js, whichever package it was loaded from. */
export type Tensorflow = typeof core;

/** What a differentiable piece gives back: its result, and how to send a gradient of it to each of its inputs. */
export interface Differentiable<Name extends string> {
  readonly value: Tensor;
  /** What the gradient is computed from: all other tensors made inside a model are gone by then. */
  readonly saved: Readonly<Record<Name, Tensor>>;
  gradient(dy: Tensor, saved: Readonly<Record<Name, Tensor>>): Tensor[];
}

/** A piece of computation, off TensorFlow.js's tape, with a gradient of its own. */
export function withGradient<Name extends string>(
  tf: Tensorflow,
  inputs: readonly Tensor[],
  forward: () => Differentiable<Name>,
): Tensor {
  const piece = tf.customGrad((...given) => {
    const { value, saved, gradient } = forward();
    const names = Object.keys(saved) as Name[];
    const save = given.at(-1) as unknown as (tensors: Tensor[]) => void;
    save(names.map((name) => saved[name]));
    const gradFunc = (dy: Tensor, kept: Tensor[]) =>
      gradient(dy, Object.fromEntries(names.map((name, k) => [name, kept[k]])) as Record<Name, Tensor>);
    return { value, gradFunc };
  });
  return piece(...(inputs as Tensor[]));
}

/** A piece through which no gradient flows. */
export function withoutGradient(tf: Tensorflow, forward: () => Tensor): Tensor {
  return withGradient(tf, [], () => ({ value: forward(), saved: {}, gradient: () => [] }));
}

export function flatten(tf: Tensorflow, x: Tensor): Tensor1D {
  return tf.reshape(x, [x.size]);
}

/** 1 for true, 0 for false. */
export function asFloats(tf: Tensorflow, x: Tensor): Tensor {
  return tf.cast(x, "float32");
}
