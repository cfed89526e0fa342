import type { Config } from "../types/config";

/** A numeric array with a shape, row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** What a saved model needs to be understood: goes to `config.json`. */
export interface ModelConfig {
  readonly formatVersion: 1;
  /** The descriptor's id. */
  readonly model: string;
  readonly config: Config;
  /** Ids the tensors' rows stand for. */
  readonly items: readonly string[];
  readonly concepts: readonly string[];
  /** Row starts and concept indices of the Q-matrix. */
  readonly qMatrix: { readonly offsets: readonly number[]; readonly concept: readonly number[] };
  /** How it came about: fingerprint of the data, seed, metrics. Filled by whoever saves it. */
  readonly provenance?: Readonly<Record<string, unknown>>;
}

/** A model as bytes-to-be: `config.json` and the tensors of `model.safetensors`. */
export interface ModelFile {
  readonly config: ModelConfig;
  readonly tensors: Readonly<Record<string, NamedTensor>>;
}
