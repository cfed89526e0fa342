/**
 * The memory that kernels work on. Floats and whole numbers are addressed by element, so the same address means the
 * same place whether the floats have 32 or 64 bits; in a WebAssembly memory both views lie over the same bytes.
 */
export interface Heap {
  readonly float: Float32Array | Float64Array;
  readonly int: Int32Array;
}
