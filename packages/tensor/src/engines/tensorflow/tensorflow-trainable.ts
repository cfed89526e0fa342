import type { Tensor, Tensor1D, Variable } from "@tensorflow/tfjs-core";
import { assertThat, ZpdError } from "@zpd/core";
import type {
  BuildLoss,
  BuildValues,
  StepResult,
  Trainable,
  TrainableState,
  UpdateOptions,
  Weight,
  Weights,
} from "../../types/engine";
import { flatten, type Tensorflow } from "./tensorflow";
import { createTensorflowOps } from "./tensorflow-ops";
import { type BackendTraits, TensorflowRun } from "./tensorflow-run";

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly variable: Variable;
}

/** What a trainable needs of the engine it belongs to. */
export interface TensorflowHome {
  readonly tf: Tensorflow;
  readonly traits: BackendTraits;
  /** Makes this engine's backend the one in use. @throws RESOURCE when the device was lost */
  enter(): void;
  /** Waits for numbers of the device. @throws RESOURCE when the device is lost meanwhile */
  read(tensor: Tensor): Promise<Float32Array>;
}

/** Frees what a pass that threw had saved for its way back; TensorFlow.js frees it at the end of that way only. */
function freeTape(tf: Tensorflow): void {
  const { state } = tf.engine();
  for (const { saved } of state.activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
  state.activeTape = [];
}

/** Weights as variables of TensorFlow.js; Adam's moments as two vectors over all weights in their order. */
export class TensorflowTrainable implements Trainable {
  private readonly entries: readonly Entry[];
  private first: Tensor1D;
  private second: Tensor1D;
  private updates = 0;

  constructor(
    private readonly home: TensorflowHome,
    weights: Weights,
  ) {
    home.enter();
    const { tf } = home;
    this.entries = Object.entries(weights).map(([name, { shape, data }]) => {
      const variable = tf.tidy(() => tf.variable(tf.tensor(data.slice(), [...shape], "float32")));
      return { name, shape, size: data.length, variable };
    });
    this.first = tf.zeros([this.size]);
    this.second = tf.zeros([this.size]);
  }

  private get size(): number {
    return this.entries.reduce((sum, { size }) => sum + size, 0);
  }

  async step(build: BuildLoss, update: UpdateOptions): Promise<StepResult> {
    const { tf } = this.home;
    const { loss: lossTensor, gradient } = this.backward(build);
    const report = tf.tidy(() => tf.stack([lossTensor, tf.sum(tf.square(gradient))]));
    lossTensor.dispose();
    try {
      const [loss, squares] = (await this.home.read(report)) as unknown as [number, number];
      const gradientNorm = Math.sqrt(squares);
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
        throw new ZpdError("NUMERICAL", {
          where: "trainable.step",
          expected: "a finite loss and gradient",
          got: `loss ${loss}, gradient norm ${gradientNorm}`,
          advice: "lower the learning rate or clipNorm",
        });
      }
      this.home.enter();
      this.update(gradient, gradientNorm, update);
      return { loss, gradientNorm };
    } finally {
      report.dispose();
      gradient.dispose();
    }
  }

  async gradients(build: BuildLoss) {
    const { loss, gradient } = this.backward(build);
    try {
      const [value] = (await this.home.read(loss)) as unknown as [number];
      return { loss: value, gradients: this.cut(await this.home.read(gradient)) };
    } finally {
      loss.dispose();
      gradient.dispose();
    }
  }

  async evaluate(build: BuildValues): Promise<readonly Float32Array[]> {
    this.home.enter();
    const { tf, traits } = this.home;
    const run = new TensorflowRun(tf, traits, false);
    let values: Tensor[] = [];
    try {
      // Copies, because a weight that is returned as it is must not be freed with the results.
      values = tf.tidy(() => build(createTensorflowOps(run), this.values()).map((x) => tf.clone(x as Tensor)));
    } finally {
      run.end();
    }
    try {
      return await Promise.all(values.map((value) => this.home.read(value)));
    } finally {
      for (const value of values) value.dispose();
    }
  }

  async state(): Promise<TrainableState> {
    const weights: Record<string, Weight> = {};
    for (const { name, shape, variable } of this.entries) {
      weights[name] = { shape, data: await this.home.read(variable) };
    }
    return {
      updates: this.updates,
      weights,
      firstMoments: this.cut(await this.home.read(this.first)),
      secondMoments: this.cut(await this.home.read(this.second)),
    };
  }

  async restore({ updates, weights, firstMoments, secondMoments }: TrainableState): Promise<void> {
    this.home.enter();
    const { tf } = this.home;
    const [data, first, second] = [weights, firstMoments, secondMoments].map((given) => this.join(given));
    this.assign(tf.tidy(() => tf.keep(tf.tensor1d(data!))));
    this.replaceMoments(tf.tensor1d(first!), tf.tensor1d(second!));
    this.updates = updates;
  }

  close(): void {
    for (const { variable } of this.entries) variable.dispose();
    this.first.dispose();
    this.second.dispose();
  }

  private values(): Record<string, Variable> {
    return Object.fromEntries(this.entries.map(({ name, variable }) => [name, variable]));
  }

  /** The loss, a scalar, and the gradient of all weights in one vector. */
  private backward(build: BuildLoss): { loss: Tensor; gradient: Tensor1D } {
    this.home.enter();
    const { tf, traits } = this.home;
    const run = new TensorflowRun(tf, traits, true);
    const ops = createTensorflowOps(run);
    try {
      return tf.tidy(() => {
        const { value, grads } = tf.variableGrads(
          () => {
            const loss = build(ops, this.values()) as Tensor;
            assertThat(loss.size === 1, "SHAPE", {
              where: "trainable.step",
              expected: "a loss of one number",
              got: `shape [${loss.shape}]`,
            });
            return tf.reshape(loss, []);
          },
          this.entries.map(({ variable }) => variable),
        );
        const flat = this.entries.map(({ variable, size }) => grads[variable.name] ?? tf.zeros([size]));
        return { loss: value as Tensor, gradient: tf.concat(flat.map((x) => flatten(tf, x))) };
      });
    } catch (error) {
      freeTape(tf);
      throw error;
    } finally {
      run.end();
    }
  }

  /** One step of Adam on all weights at once; see `kernels/reference/adam.ts` for the formula. */
  private update(gradient: Tensor1D, norm: number, options: UpdateOptions): void {
    const { tf } = this.home;
    const { learningRate, beta1, beta2, epsilon, l2, decay, clipNorm } = options;
    this.updates++;
    const stepSize = learningRate / (1 - beta1 ** this.updates);
    const inverseRootCorrection = 1 / Math.sqrt(1 - beta2 ** this.updates);
    const [weights, first, second] = tf.tidy(() => {
      const before = tf.concat(this.entries.map(({ variable }) => flatten(tf, variable)));
      const scaled = norm > clipNorm ? tf.mul(gradient, clipNorm / norm) : gradient;
      const g = l2 === 0 ? scaled : tf.add(scaled, tf.mul(before, l2));
      const m = tf.add(tf.mul(this.first, beta1), tf.mul(g, 1 - beta1)) as Tensor1D;
      const v = tf.add(tf.mul(this.second, beta2), tf.mul(tf.square(g), 1 - beta2)) as Tensor1D;
      const root = tf.add(tf.mul(tf.sqrt(v), inverseRootCorrection), epsilon);
      const moved = tf.sub(before, tf.div(tf.mul(m, stepSize), root));
      const after = decay === 0 ? moved : tf.sub(moved, tf.mul(before, decay * learningRate));
      return [after as Tensor1D, m, v];
    }) as [Tensor1D, Tensor1D, Tensor1D];
    this.assign(weights);
    this.replaceMoments(first, second);
  }

  private replaceMoments(first: Tensor1D, second: Tensor1D): void {
    this.first.dispose();
    this.second.dispose();
    this.first = first;
    this.second = second;
  }

  /** Gives each weight its stretch of a vector, and frees the vector. */
  private assign(flat: Tensor1D): void {
    const { tf } = this.home;
    tf.tidy(() => {
      const parts = tf.split(
        flat,
        this.entries.map(({ size }) => size),
      );
      for (const [k, { variable, shape }] of this.entries.entries()) variable.assign(tf.reshape(parts[k]!, [...shape]));
    });
    flat.dispose();
  }

  private cut(flat: Float32Array): Weights {
    let offset = 0;
    const weights: Record<string, Weight> = {};
    for (const { name, shape, size } of this.entries) {
      weights[name] = { shape, data: flat.slice(offset, offset + size) };
      offset += size;
    }
    return weights;
  }

  /** @throws INVALID_INPUT unless the weights have the names and sizes of this model's */
  private join(weights: Weights): Float32Array {
    const flat = new Float32Array(this.size);
    let offset = 0;
    for (const { name, shape, size } of this.entries) {
      const given = weights[name];
      if (given?.data.length !== size) {
        throw new ZpdError("INVALID_INPUT", {
          where: "trainable.restore",
          expected: `weight "${name}" of shape [${shape}]`,
          got: given === undefined ? "none" : `${given.data.length} numbers`,
        });
      }
      flat.set(given.data, offset);
      offset += size;
    }
    return flat;
  }
}
