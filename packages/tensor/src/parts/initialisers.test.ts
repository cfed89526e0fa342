import { createRandomStream, mean, variance } from "@zpd/core";
import { describe, expect, it } from "vitest";
import {
  normalWeights,
  oneWeights,
  orthogonalWeights,
  uniformWeights,
  xavierUniform,
  zeroWeights,
} from "./initialisers";

const random = () => createRandomStream(4, "weights");

describe("initialisers", () => {
  it("uniform: within the limit, with the mean and variance of a uniform", () => {
    const { shape, data } = uniformWeights(random(), [100, 200], 0.3);
    expect(shape).toEqual([100, 200]);
    expect(data).toHaveLength(20_000);
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.3));
    // Standard errors: 0.3 / sqrt(3) / sqrt(20000) = 0.0012; variance 0.3² / 3 = 0.03.
    expect(Math.abs(mean(data))).toBeLessThan(0.005);
    expect(variance(data)).toBeCloseTo(0.03, 3);
  });

  it("normal: mean 0 and the deviation asked for", () => {
    const { data } = normalWeights(random(), [20_000], 0.5);
    expect(Math.abs(mean(data))).toBeLessThan(0.015);
    expect(Math.sqrt(variance(data))).toBeCloseTo(0.5, 2);
    // Of a normal, 4.55 % lie beyond two deviations.
    expect(data.filter((value) => Math.abs(value) > 1).length / data.length).toBeCloseTo(0.0455, 2);
  });

  it("Glorot's uniform: variance 2 / (inputs + outputs)", () => {
    expect(variance(xavierUniform(random(), [150, 50]).data)).toBeCloseTo(0.01, 3);
    expect(variance(xavierUniform(random(), [150, 50], 2).data)).toBeCloseTo(0.04, 2);
  });

  it.each<[number, number]>([
    [6, 6],
    [4, 9],
    [9, 4],
    [1, 3],
  ])("orthogonal %d x %d: rows or columns are orthonormal times the gain", (rows, columns) => {
    const { data, shape } = orthogonalWeights(random(), [rows, columns], 1.5);
    expect(shape).toEqual([rows, columns]);
    const count = Math.min(rows, columns);
    const at = (vector: number, k: number): number =>
      rows <= columns ? data[vector * columns + k]! : data[k * columns + vector]!;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let dot = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) dot += at(a, k) * at(b, k);
        expect(dot).toBeCloseTo(a === b ? 2.25 : 0, 5);
      }
    }
  });

  it("orthogonal refuses a side of length 0", () => {
    expect(() => orthogonalWeights(random(), [0, 3])).toThrow(expect.objectContaining({ code: "SHAPE" }));
  });

  it("zeros and ones", () => {
    expect(zeroWeights([2, 2])).toEqual({ shape: [2, 2], data: new Float32Array(4) });
    expect(oneWeights([3])).toEqual({ shape: [3], data: Float32Array.of(1, 1, 1) });
  });

  it("the same stream gives the same weights, another seed others", () => {
    const draw = (seed: number) => orthogonalWeights(createRandomStream(seed), [3, 3]).data;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
