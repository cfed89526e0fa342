import type { ScoreColumn } from "@zpd/core";
import { BlockColumn } from "./block-column";

/** Scores as they come: one byte each until the first that is neither 0 nor 1, four from then on. */
export class ScoreColumnBuilder {
  #binary: BlockColumn<Uint8Array> | undefined = new BlockColumn((length) => new Uint8Array(length));
  #graded: BlockColumn<Float32Array> | undefined;

  push(score: number): void {
    if (this.#binary !== undefined) {
      if (score === 0 || score === 1) {
        this.#binary.push(score);
        return;
      }
      const graded = new BlockColumn((length) => new Float32Array(length));
      for (const block of this.#binary.blocks()) for (const value of block) graded.push(value);
      this.#graded = graded;
      this.#binary = undefined;
    }
    this.#graded!.push(score);
  }

  get column(): BlockColumn<Uint8Array> | BlockColumn<Float32Array> {
    return this.#binary ?? this.#graded!;
  }

  /** An empty column of the kind that these scores need. */
  allocate(length: number): ScoreColumn {
    return this.#binary === undefined ? new Float32Array(length) : new Uint8Array(length);
  }
}
