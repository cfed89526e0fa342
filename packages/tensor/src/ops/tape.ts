import type { Machine } from "../kernels/machine";
import type { Indices, Value } from "../types/ops";

/** A value in a machine's memory. */
export interface TapeValue extends Value {
  readonly size: number;
  readonly data: number;
  readonly needsGradient: boolean;
  /** Address of the gradient; undefined until something adds to it. */
  gradient: number | undefined;
}

export interface TapeIndices extends Indices {
  readonly data: number;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Remembers, op by op, how to send gradients back. Values are scratch of the machine: all of them go when the step's
 * memory is released, so nothing can leak. Without `recording` no gradient is kept and ops only compute.
 */
export class Tape {
  private readonly backwardSteps: (() => void)[] = [];

  constructor(
    readonly machine: Machine,
    readonly recording: boolean,
  ) {}

  /** A new value, its memory not yet written. It needs a gradient when one of `sources` does. */
  result(shape: readonly number[], sources: readonly Value[]): TapeValue {
    const size = sizeOf(shape);
    const needsGradient = this.recording && sources.some((source) => (source as TapeValue).needsGradient);
    return { shape, size, data: this.machine.allocate(size), needsGradient, gradient: undefined };
  }

  /** Numbers from outside, copied in. */
  constant(data: ArrayLike<number>, shape: readonly number[]): TapeValue {
    const value = this.result(shape, []);
    this.machine.float.set(data, value.data);
    return value;
  }

  /** Whole numbers from outside, copied in. */
  indices(data: Int32Array): TapeIndices {
    const address = this.machine.allocate(data.length);
    this.machine.int.set(data, address);
    return { length: data.length, data: address };
  }

  /** The same memory under another shape; gradients meet in the source's. */
  view(source: TapeValue, shape: readonly number[]): TapeValue {
    const { size, data, needsGradient } = source;
    return {
      shape,
      size,
      data,
      needsGradient,
      get gradient() {
        return source.gradient;
      },
      set gradient(address) {
        source.gradient = address;
      },
    };
  }

  /** Has `backward` run, in its turn, if a gradient has reached the result. */
  record(result: TapeValue, backward: () => void): void {
    if (result.needsGradient) this.backwardSteps.push(backward);
  }

  /** Where to add a value's gradient; zeroed when new. */
  gradientOf(value: TapeValue): number {
    if (value.gradient === undefined) {
      value.gradient = this.machine.allocate(value.size);
      this.machine.call("fill", value.size, value.gradient, value.size, 0);
    }
    return value.gradient;
  }

  /** Where to write a value's gradient, and whether to add (1) or to overwrite (0): saves zeroing what is new. */
  gradientTarget(value: TapeValue): { readonly address: number; readonly accumulate: 0 | 1 } {
    if (value.gradient !== undefined) return { address: value.gradient, accumulate: 1 };
    value.gradient = this.machine.allocate(value.size);
    return { address: value.gradient, accumulate: 0 };
  }

  /** Runs `body` with scratch of `room` floats for each thread, given back at once. */
  withScratch(room: number, body: (scratch: number) => void): void {
    const mark = this.machine.mark();
    body(this.machine.allocate(room * this.machine.threads));
    this.machine.release(mark);
  }

  /**
   * As `gradientTarget`, where the target may be the memory of `result`'s own gradient: after the backward step of the
   * last op to read that gradient, nobody needs it any more. For steps that read and write element by element, or row
   * by row.
   */
  gradientInPlace(value: TapeValue, result: TapeValue): { readonly address: number; readonly accumulate: 0 | 1 } {
    if (value.gradient !== undefined) return { address: value.gradient, accumulate: 1 };
    value.gradient = result.gradient!;
    return { address: value.gradient, accumulate: 0 };
  }

  /** Adds the gradient of `result` to that of `value`. */
  copyOn(value: TapeValue, result: TapeValue): void {
    const { address, accumulate } = this.gradientTarget(value);
    const { size } = value;
    if (accumulate === 1) this.machine.call("addScaled", size, result.gradient!, address, size, 1);
    else this.machine.call("affine", size, result.gradient!, address, size, 1, 0);
  }

  /** Adds the gradient of `result` to that of `value`: hands its memory on where the value has none yet. */
  handOn(value: TapeValue, result: TapeValue): void {
    if (value.gradient === undefined) value.gradient = result.gradient!;
    else this.machine.call("addScaled", value.size, result.gradient!, value.gradient, value.size, 1);
  }

  /** Sends the gradient of a loss of one element back through all ops, last op first. */
  backward(loss: TapeValue): void {
    const address = this.gradientOf(loss);
    this.machine.float[address] = 1;
    for (let k = this.backwardSteps.length - 1; k >= 0; k--) this.backwardSteps[k]!();
  }
}
