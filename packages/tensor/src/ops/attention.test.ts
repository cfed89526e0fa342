import { describe, expect, it } from "vitest";
import { exactEngine, expectGradients, randomWeights } from "../../test/central-differences";
import type { AttentionInput } from "../types/ops";

const shapes = { query: [8, 6], key: [8, 6], value: [8, 6], y: [8, 6] };
const sizes = { batch: 2, steps: 4, heads: 2 } as const;

async function attend(past: AttentionInput["past"], seed: number, change?: (key: Float32Array) => void) {
  const weights = randomWeights(seed, shapes);
  change?.(weights.key!.data);
  const [y] = await exactEngine()
    .createTrainable(weights)
    .evaluate((ops, { query, key, value }) => [
      ops.causalAttention({ ...sizes, query: query!, key: key!, value: value!, past }),
    ]);
  return y!;
}

describe("ops.causalAttention", () => {
  it("by hand: one head of width 1, two steps", async () => {
    const column = (...data: number[]) => ({ shape: [data.length, 1], data: Float32Array.from(data) });
    const trainable = exactEngine().createTrainable({ q: column(3, 1), k: column(2, 0), v: column(10, 20) });
    const [inclusive, strict] = await trainable.evaluate((ops, { q, k, v }) => {
      const input = { batch: 1, steps: 2, heads: 1, query: q!, key: k!, value: v! };
      return [ops.causalAttention({ ...input, past: "inclusive" }), ops.causalAttention({ ...input, past: "strict" })];
    });
    // The second step's scores are 2 and 0.
    expect(inclusive![0]).toBe(10);
    expect(inclusive![1]).toBeCloseTo((10 * Math.exp(2) + 20) / (Math.exp(2) + 1), 5);
    expect(Array.from(strict!)).toEqual([0, 10]);
  });

  it("the first step sees itself or nothing, and no step sees what comes later", async () => {
    const { value } = randomWeights(4, shapes);
    const inclusive = await attend("inclusive", 4);
    expect(Array.from(inclusive.subarray(24, 30))).toEqual(Array.from(value!.data.subarray(24, 30)));
    expect(Array.from((await attend("strict", 4)).subarray(24, 30))).toEqual([0, 0, 0, 0, 0, 0]);
    const moved = await attend("inclusive", 4, (key) => key.fill(5, 18, 24));
    expect(moved.subarray(0, 18)).toEqual(inclusive.subarray(0, 18));
    expect(moved.subarray(18, 24)).not.toEqual(inclusive.subarray(18, 24));
  });

  it("decay, by hand: one head of width 1, three steps", async () => {
    const column = (...data: number[]) => ({ shape: [data.length, 1], data: Float32Array.from(data) });
    const weights = { q: column(0, 0, 1), k: column(1, 2, 4), v: column(1, 0, 0), theta: column(0.5) };
    const [y] = await exactEngine()
      .createTrainable(weights)
      .evaluate((ops, { q, k, v, theta }) => [
        ops.causalAttention({
          batch: 1,
          steps: 3,
          heads: 1,
          query: q!,
          key: k!,
          value: v!,
          past: "inclusive",
          decay: ops.reshape(theta!, [1]),
        }),
      ]);
    const total = Math.E + Math.exp(2) + Math.exp(4);
    const [far, near] = [(2 * (Math.exp(2) + Math.exp(4))) / total, Math.exp(4) / total];
    const scores = [Math.exp(-0.5 * Math.sqrt(far)), 2 * Math.exp(-0.5 * Math.sqrt(near)), 4].map(Math.exp);
    expect(y![2]).toBeCloseTo(scores[0]! / (scores[0]! + scores[1]! + scores[2]!), 6);
  });

  it.each(["inclusive", "strict"] as const)("gradients, %s", async (past) => {
    await expectGradients(randomWeights(5, shapes), (ops, { query, key, value, y }) => {
      const attended = ops.causalAttention({ ...sizes, query: query!, key: key!, value: value!, past });
      return ops.sum(ops.multiply(attended, y!));
    });
  });

  it("gradients where key, query and value are one", async () => {
    await expectGradients(randomWeights(6, { x: [8, 6], y: [8, 6] }), (ops, { x, y }) => {
      const attended = ops.causalAttention({ ...sizes, query: x!, key: x!, value: x!, past: "inclusive" });
      return ops.sum(ops.multiply(attended, y!));
    });
  });

  it("gradients of rates and values under decay", async () => {
    const { query, key } = randomWeights(7, shapes);
    const rest = { value: shapes.value, y: shapes.y, rates: [2] };
    await expectGradients(randomWeights(8, rest), (ops, { value, rates, y }) => {
      const attended = ops.causalAttention({
        ...sizes,
        query: ops.constant(query!.data, shapes.query),
        key: ops.constant(key!.data, shapes.key),
        value: value!,
        past: "strict",
        decay: ops.activate(rates!, "softplus"),
      });
      return ops.sum(ops.multiply(attended, y!));
    });
  });

  it("gradients of queries and keys under decay: as if the distances were constants", async () => {
    const [steps, theta] = [4, 0.75];
    const { q, k, v } = randomWeights(8, { q: [steps, 1], k: [steps, 1], v: [steps, 1] });
    const softmax = (x: readonly number[]) => {
      const sum = x.reduce((total, score) => total + Math.exp(score), 0);
      return x.map((score) => Math.exp(score) / sum);
    };
    const past = (keys: Float64Array, query: number, t: number) =>
      Array.from(keys.subarray(0, t + 1), (key) => query * key);
    const distances = Array.from({ length: steps }, (_, t) => {
      const gamma = softmax(past(Float64Array.from(k!.data), q!.data[t]!, t));
      return gamma.map((_, tau) => Math.sqrt((t - tau) * gamma.slice(tau + 1).reduce((a, b) => a + b, 0)));
    });
    const loss = (queries: Float64Array, keys: Float64Array) => {
      let sum = 0;
      for (let t = 0; t < steps; t++) {
        const scores = past(keys, queries[t]!, t).map((score, tau) => score * Math.exp(-theta * distances[t]![tau]!));
        softmax(scores).forEach((weight, tau) => {
          sum += weight * v!.data[tau]!;
        });
      }
      return sum;
    };
    const { gradients } = await exactEngine()
      .createTrainable({ q: q!, k: k!, v: v!, rates: { shape: [1], data: Float32Array.of(theta) } })
      .gradients((ops, { q, k, v, rates }) =>
        ops.sum(
          ops.causalAttention({
            batch: 1,
            steps,
            heads: 1,
            query: q!,
            key: k!,
            value: v!,
            past: "inclusive",
            decay: rates!,
          }),
        ),
      );
    const h = 1e-5;
    for (let t = 0; t < steps; t++) {
      const moved = (x: Float32Array, by: number) => Float64Array.from(x, (value, at) => value + (at === t ? by : 0));
      const [queries, keys] = [Float64Array.from(q!.data), Float64Array.from(k!.data)];
      const byQuery = (loss(moved(q!.data, h), keys) - loss(moved(q!.data, -h), keys)) / (2 * h);
      const byKey = (loss(queries, moved(k!.data, h)) - loss(queries, moved(k!.data, -h))) / (2 * h);
      expect(gradients.q!.data[t]).toBeCloseTo(byQuery, 6);
      expect(gradients.k!.data[t]).toBeCloseTo(byKey, 6);
    }
  });
});
