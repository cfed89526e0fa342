import type { Tensor } from "@tensorflow/tfjs-core";
import { asFloats, type Tensorflow } from "./tensorflow";

type Back = Record<string, () => Tensor>;

interface Gradient {
  /** Inputs that the gradient is computed from. */
  readonly inputs?: readonly string[];
  readonly allInputs?: true;
  /** Whether it is computed from the result, too; `saved` has it last. */
  readonly result?: true;
  back(dy: Tensor, saved: readonly Tensor[], attributes: Record<string, unknown>): Back;
}

/** Sums over what broadcasting has repeated. */
function reduceTo(tf: Tensorflow, x: Tensor, { shape }: Tensor): Tensor {
  const extra = x.rank - shape.length;
  const axes = x.shape.flatMap((length, k) => (k < extra || (shape[k - extra] === 1 && length > 1) ? [k] : []));
  return tf.reshape(axes.length === 0 ? x : tf.sum(x, axes), shape);
}

/** Gradient of a function of one input: a factor of dy, from the input or the result. */
function slope(tf: Tensorflow, from: "inputs" | "result", factor: (saved: Tensor) => Tensor): Gradient {
  return {
    ...(from === "inputs" ? { inputs: ["x"] } : { result: true }),
    back: (dy, [saved]) => ({ x: () => tf.mul(dy, factor(saved!)) }),
  };
}

/** dy in the shape before a sum over axes, each of them of length 1. */
function unsummed(tf: Tensorflow, dy: Tensor, x: Tensor, axis: unknown): Tensor {
  const axes = axis === undefined || axis === null ? x.shape.map((_, k) => k) : [axis as number].flat();
  const summed = axes.map((k) => (k < 0 ? k + x.rank : k));
  return tf.mul(
    tf.reshape(
      dy,
      x.shape.map((length, k) => (summed.includes(k) ? 1 : length)),
    ),
    tf.onesLike(x),
  );
}

function structural(tf: Tensorflow): Record<string, Gradient> {
  const same = (dy: Tensor): Back => ({ x: () => asFloats(tf, dy) });
  return {
    Identity: { back: same },
    Cast: { back: same },
    Reshape: { inputs: ["x"], back: (dy, [x]) => ({ x: () => tf.reshape(dy, x!.shape) }) },
    Transpose: {
      back(dy, _, { perm }) {
        const order = perm as number[];
        const inverse = order.map((_axis, k) => order.indexOf(k));
        return { x: () => tf.transpose(dy, inverse) };
      },
    },
    Concat: {
      allInputs: true,
      back(dy, saved, { axis }) {
        const along = axis as number;
        const parts = tf.split(
          dy,
          saved.map(({ shape }) => shape[along]!),
          along,
        );
        return Object.fromEntries(parts.map((part, k) => [k, () => part]));
      },
    },
    Slice: {
      inputs: ["x"],
      back(dy, [x], { begin }) {
        const first = [begin as number | number[]].flat();
        const around = x!.shape.map((length, k): [number, number] => {
          const before = first[k] ?? 0;
          return [before, length - before - dy.shape[k]!];
        });
        return { x: () => tf.pad(dy, around) };
      },
    },
    Select: {
      inputs: ["condition"],
      back: (dy, [condition]) => ({
        condition: () => tf.zerosLike(asFloats(tf, condition!)),
        t: () => tf.mul(dy, asFloats(tf, condition!)),
        e: () => tf.mul(dy, asFloats(tf, tf.logicalNot(condition!))),
      }),
    },
    Sum: { inputs: ["x"], back: (dy, [x], { axis }) => ({ x: () => unsummed(tf, dy, x!, axis) }) },
  };
}

function arithmetic(tf: Tensorflow): Record<string, Gradient> {
  const both = ["a", "b"];
  return {
    Add: {
      inputs: both,
      back: (dy, [a, b]) => ({ a: () => reduceTo(tf, dy, a!), b: () => reduceTo(tf, dy, b!) }),
    },
    Sub: {
      inputs: both,
      back: (dy, [a, b]) => ({ a: () => reduceTo(tf, dy, a!), b: () => reduceTo(tf, tf.neg(dy), b!) }),
    },
    Multiply: {
      inputs: both,
      back: (dy, [a, b]) => ({
        a: () => reduceTo(tf, tf.mul(dy, b!), a!),
        b: () => reduceTo(tf, tf.mul(dy, a!), b!),
      }),
    },
    BatchMatMul: {
      inputs: both,
      back(dy, [a, b], { transposeA, transposeB }) {
        const [atA, atB] = [transposeA === true, transposeB === true];
        return {
          a: () => (atA ? tf.matMul(b!, dy, atB, true) : tf.matMul(dy, b!, false, !atB)),
          b: () => (atB ? tf.matMul(dy, a!, true, atA) : tf.matMul(a!, dy, !atA, false)),
        };
      },
    },
  };
}

function functions(tf: Tensorflow): Record<string, Gradient> {
  return {
    Neg: slope(tf, "inputs", () => tf.scalar(-1)),
    Square: slope(tf, "inputs", (x) => tf.mul(x, 2)),
    Rsqrt: slope(tf, "result", (y) => tf.mul(tf.mul(y, tf.square(y)), -0.5)),
    Exp: slope(tf, "result", (y) => y),
    Log: slope(tf, "inputs", (x) => tf.reciprocal(x)),
    Sigmoid: slope(tf, "result", (y) => tf.sub(y, tf.square(y))),
    Tanh: slope(tf, "result", (y) => tf.sub(1, tf.square(y))),
    Relu: slope(tf, "inputs", (x) => tf.step(x)),
    Softplus: slope(tf, "inputs", (x) => tf.sigmoid(x)),
    ClipByValue: {
      inputs: ["x"],
      back: (dy, [x], { clipValueMin, clipValueMax }) => ({
        x: () => {
          const inside = tf.logicalAnd(tf.greater(x!, clipValueMin as number), tf.less(x!, clipValueMax as number));
          return tf.mul(dy, asFloats(tf, inside));
        },
      }),
    },
    Softmax: {
      result: true,
      back: (dy, [y]) => ({ logits: () => tf.mul(tf.sub(dy, tf.sum(tf.mul(dy, y!), -1, true)), y!) }),
    },
  };
}

/**
 * Gives TensorFlow.js the gradients that the ops of this engine are composed of, as far as it has none. Its own come
 * with a file that only bundlers can load; this keeps Node.js and pages alike, and smaller.
 */
export function registerGradients(tf: Tensorflow): void {
  const gradients = { ...structural(tf), ...arithmetic(tf), ...functions(tf) };
  for (const [kernelName, { inputs, allInputs, result, back }] of Object.entries(gradients)) {
    if (tf.getGradient(kernelName) !== undefined) continue;
    tf.registerGradient({
      kernelName,
      ...(inputs === undefined ? {} : { inputsToSave: [...inputs] }),
      ...(allInputs === undefined ? {} : { saveAllInputs: true }),
      ...(result === undefined ? {} : { outputsToSave: [true] }),
      gradFunc: (dy, saved, attributes) => back(dy as Tensor, saved, attributes as unknown as Record<string, unknown>),
    });
  }
}
