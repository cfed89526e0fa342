import { assertThat, type RandomStream } from "@zpd/core";
import type { Weight } from "../types/engine";

function weight(shape: readonly number[], draw: () => number): Weight {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, draw) };
}

/** Zeros. */
export function zeroWeights(shape: readonly number[]): Weight {
  return weight(shape, () => 0);
}

/** Ones, e.g. the gains of a layer norm. */
export function oneWeights(shape: readonly number[]): Weight {
  return weight(shape, () => 1);
}

/** Uniform in -limit…limit. */
export function uniformWeights(random: RandomStream, shape: readonly number[], limit: number): Weight {
  return weight(shape, () => limit * (2 * random.uniform() - 1));
}

/** Normal with mean 0. */
export function normalWeights(random: RandomStream, shape: readonly number[], deviation: number): Weight {
  return weight(shape, () => deviation * random.normal());
}

/** Uniform within gain sqrt(6 / (inputs + outputs)), for a matrix `[inputs, outputs]`. Source: Glorot and Bengio 2010, equation 16. */
export function xavierUniform(random: RandomStream, shape: readonly [number, number], gain = 1): Weight {
  return uniformWeights(random, shape, gain * Math.sqrt(6 / (shape[0] + shape[1])));
}

/**
 * A matrix `[rows, columns]` times `gain` whose rows (or, when there are more rows, columns) are orthonormal, uniform
 * among such: Gram-Schmidt on normal draws, in float64. Source: Saxe, McClelland, Ganguli 2014. O(rows columns min(rows, columns)).
 * @throws SHAPE unless both are whole and above 0
 */
export function orthogonalWeights(random: RandomStream, shape: readonly [number, number], gain = 1): Weight {
  const [rows, columns] = shape;
  assertThat(Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows > 0 && columns > 0, "SHAPE", {
    where: "orthogonalWeights",
    expected: "rows and columns, whole and above 0",
    got: `[${shape}]`,
  });
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal());
    // Twice, because the first pass leaves rounding in the direction of the others.
    for (const other of [...vectors, ...vectors]) {
      let dot = 0;
      for (let k = 0; k < length; k++) dot += other[k]! * vector[k]!;
      for (let k = 0; k < length; k++) vector[k]! -= dot * other[k]!;
    }
    const norm = Math.hypot(...vector);
    vectors.push(vector.map((value) => value / norm));
  }
  const data = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      data[r * columns + c] = gain * (rows <= columns ? vectors[r]![c]! : vectors[c]![r]!);
    }
  }
  return { shape, data };
}
