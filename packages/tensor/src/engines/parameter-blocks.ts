import { ZpdError } from "@zpd/core";
import type { Machine } from "../kernels/machine";
import { roundUpToLine } from "../kernels/memory-stack";
import { sizeOf, type TapeValue } from "../ops/tape";
import type { Weight, Weights } from "../types/engine";

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** Where it stands inside each block. */
  readonly offset: number;
}

/**
 * All weights of a model in one stretch of memory, and their gradients and moments in others laid out alike, so that
 * clipping and updating are one kernel call each. Gaps between weights are zeros and stay zeros.
 */
export class ParameterBlocks {
  readonly size: number;
  readonly weights: number;
  readonly gradients: number;
  readonly first: number;
  readonly second: number;
  private readonly entries: readonly Entry[];

  constructor(
    private readonly machine: Machine,
    weights: Weights,
  ) {
    const entries: Entry[] = [];
    let offset = 0;
    for (const [name, { shape }] of Object.entries(weights)) {
      const size = sizeOf(shape);
      entries.push({ name, shape, size, offset });
      offset += roundUpToLine(size);
    }
    this.entries = entries;
    this.size = offset;
    this.weights = machine.reserve(offset);
    this.gradients = machine.reserve(offset);
    this.first = machine.reserve(offset);
    this.second = machine.reserve(offset);
    this.write(this.weights, weights);
  }

  /** The weights as values of a tape. */
  values(needsGradient: boolean): Record<string, TapeValue> {
    return Object.fromEntries(
      this.entries.map(({ name, shape, size, offset }) => [
        name,
        {
          shape,
          size,
          data: this.weights + offset,
          needsGradient,
          gradient: needsGradient ? this.gradients + offset : undefined,
        },
      ]),
    );
  }

  read(block: number): Weights {
    const { float } = this.machine;
    return Object.fromEntries(
      this.entries.map(({ name, shape, size, offset }): [string, Weight] => [
        name,
        { shape, data: Float32Array.from(float.subarray(block + offset, block + offset + size)) },
      ]),
    );
  }

  /** @throws INVALID_INPUT unless the weights have the names and sizes of this model's */
  write(block: number, weights: Weights): void {
    for (const { name, size, shape } of this.entries) {
      const given = weights[name];
      if (given?.data.length !== size) {
        throw new ZpdError("INVALID_INPUT", {
          where: "trainable.restore",
          expected: `weight "${name}" of shape [${shape}]`,
          got: given === undefined ? "none" : `${given.data.length} numbers`,
        });
      }
    }
    const { float } = this.machine;
    for (const { name, offset } of this.entries) float.set(weights[name]!.data, block + offset);
  }
}
