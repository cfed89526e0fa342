/** Makes the zeroed bytes of an array, at an offset of their buffer that every element divides. */
export type AllocateBytes = (bytes: number) => Uint8Array<ArrayBuffer | SharedArrayBuffer>;

export const allocatePlain: AllocateBytes = (bytes) => new Uint8Array(bytes);

/** What several threads are to see. */
export const allocateShared: AllocateBytes = (bytes) => new Uint8Array(new SharedArrayBuffer(bytes));

export function allocateInt32(allocate: AllocateBytes, length: number): Int32Array<ArrayBuffer | SharedArrayBuffer> {
  const { buffer, byteOffset } = allocate(4 * length);
  return new Int32Array(buffer, byteOffset, length);
}

export function allocateUint32(allocate: AllocateBytes, length: number): Uint32Array<ArrayBuffer | SharedArrayBuffer> {
  const { buffer, byteOffset } = allocate(4 * length);
  return new Uint32Array(buffer, byteOffset, length);
}

/** Begins with the values of `from`. */
export function allocateFloat32(allocate: AllocateBytes, length: number, from?: Float32Array): Float32Array {
  const { buffer, byteOffset } = allocate(4 * length);
  const array = new Float32Array(buffer, byteOffset, length);
  if (from !== undefined) array.set(from);
  return array;
}

export function allocateFloat64(allocate: AllocateBytes, length: number, from?: Float64Array): Float64Array {
  const { buffer, byteOffset } = allocate(8 * length);
  const array = new Float64Array(buffer, byteOffset, length);
  if (from !== undefined) array.set(from);
  return array;
}
