import type { Weights } from "@zpd/tensor";
import { conceptLists } from "../src/neural/parts/item-concepts";
import { tinyBatch, tinyQMatrix } from "./tiny-neural-world";

/** Attention networks in plain loops on lists, one learner and one answer at a time: what models are checked against. */

export type Vector = readonly number[];
export type Matrix = readonly Vector[];

/** A weight as rows; a vector is one row. */
export function rowsOf(weights: Weights, name: string): Matrix {
  const { shape, data } = weights[name]!;
  const columns = shape.at(-1)!;
  return Array.from({ length: data.length / columns }, (_, r) =>
    Array.from(data.subarray(r * columns, (r + 1) * columns)),
  );
}

export const plus = (...lists: Vector[]): number[] =>
  lists[0]!.map((_, k) => lists.reduce((sum, list) => sum + list[k]!, 0));
export const scaled = (x: Vector, factor: number): number[] => x.map((value) => factor * value);
export const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
const relu = (x: Vector): number[] => x.map((value) => Math.max(0, value));

/** x W. */
export const times = (x: Vector, w: Matrix): number[] =>
  w[0]!.map((_, c) => x.reduce((sum, value, k) => sum + value * w[k]![c]!, 0));

/** x W + b. */
export function layer(weights: Weights, name: string, x: Vector): number[] {
  return plus(times(x, rowsOf(weights, `${name}Weights`)), rowsOf(weights, `${name}Bias`)[0]!);
}

export const reluLayer = (weights: Weights, name: string, x: Vector): number[] => relu(layer(weights, name, x));

function norm(weights: Weights, name: string, x: Vector): number[] {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const [gain, offset] = [rowsOf(weights, `${name}Gain`)[0]!, rowsOf(weights, `${name}Offset`)[0]!];
  return x.map((value, k) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[k]! + offset[k]!);
}

function softmax(x: Vector): number[] {
  const parts = x.map((value) => Math.exp(value - Math.max(...x)));
  const total = parts.reduce((sum, value) => sum + value, 0);
  return parts.map((value) => value / total);
}

/** What a query at step t gets from the steps 0 … keys.length - 1; `rates` gives the decay of AKT's equations 2 to 4. */
export function attend(q: Vector, keys: Matrix, values: Matrix, heads: number, t: number, rates?: Vector): number[] {
  const size = q.length / heads;
  return Array.from({ length: heads }, (_, h) => {
    const part = (x: Vector) => x.slice(h * size, (h + 1) * size);
    let scores = keys.map((key) => dot(part(q), part(key)) / Math.sqrt(size));
    if (rates !== undefined) {
      const gamma = softmax(scores);
      scores = scores.map((score, tau) => {
        const later = gamma.slice(tau + 1).reduce((sum, value) => sum + value, 0);
        return score * Math.max(1e-5, Math.exp(-rates[h]! * Math.sqrt((t - tau) * later)));
      });
    }
    const w = softmax(scores);
    return part(q).map((_, c) => values.reduce((sum, value, tau) => sum + w[tau]! * part(value)[c]!, 0));
  }).flat();
}

/** norm(x + join(attended)), then, if asked for, norm(… + outer(relu(inner(…)))). */
export function block(weights: Weights, name: string, x: Vector, attended: Vector, feed: boolean): number[] {
  const joined = norm(weights, `${name}.attended`, plus(x, layer(weights, `${name}.join`, attended)));
  if (!feed) return joined;
  const fed = layer(weights, `${name}.outer`, reluLayer(weights, `${name}.inner`, joined));
  return norm(weights, `${name}.fed`, plus(joined, fed));
}

/** The mean of the rows of an item's concepts; of row 2 c + right where a table is by answer. */
export function conceptMean(table: Matrix, item: number, right?: number): number[] {
  const { ids } = conceptLists(tinyQMatrix, Int32Array.of(item));
  const rows = Array.from(ids, (c) => table[right === undefined ? c : 2 * c + right]!);
  return scaled(plus(...rows), 1 / rows.length);
}

/** The answers of the tiny batch's learners, each with its row. */
export function tinyHistories(): { row: number; item: number; right: number }[][] {
  const { batch, steps, items, right } = tinyBatch;
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: steps }, (_, t) => b * steps + t)
      .filter((row) => items[row]! >= 0)
      .map((row) => ({ row, item: items[row]!, right: right[row]! })),
  );
}
