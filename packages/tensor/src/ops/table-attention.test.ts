import { describe, expect, it } from "vitest";
import { randomWeights } from "../../test/central-differences";
import { createInference } from "../engines/inference";
import { createReferenceMachine } from "../kernels/reference-machine";
import { weightTable } from "./weight-table";

const [learners, count, room, d, heads, tokenCount, places] = [4, 14, 5, 6, 2, 7, 6];
const weights = randomWeights(3, {
  query: [count, d],
  tokenKeys: [tokenCount, d],
  placeKeys: [places, d],
  tokenValues: [tokenCount, d],
  placeValues: [places, d],
});
const lengths = Int32Array.of(5, 3, 0, 1);
const tokens = Int32Array.from({ length: learners * room }, (_, k) => (k * 5 + 2) % tokenCount);

function inferenceWithTables(middle = 0) {
  const moved = { ...weights.query!, data: weights.query!.data.map((x) => 30 * x + middle) };
  const [byToken, byPlace] = [weights.tokenKeys!, weights.placeKeys!].map((keys) => weightTable(moved, keys, heads));
  const held = { ...weights, query: moved, byToken: byToken!.table, byPlace: byPlace!.table };
  return createInference(createReferenceMachine("float64"), held);
}

describe("ops.attendByTables", () => {
  it.each([0, 5])("gives what queries and keys give, queries about %d", (middle) => {
    const [byTables, byKeys] = inferenceWithTables(middle).run((ops, held) => {
      const step = Int32Array.from(tokens, (_, k) => k % room);
      const placed = (ofToken: string, ofPlace: string) =>
        ops.add(ops.gatherRows(held[ofToken]!, ops.indices(tokens)), ops.gatherRows(held[ofPlace]!, ops.indices(step)));
      const asked = { batch: learners, count, heads, lengths: ops.indices(lengths) };
      return [
        ops.attendByTables({
          ...asked,
          tokens: ops.indices(tokens),
          byToken: held.byToken!,
          byPlace: held.byPlace!,
          tokenValues: held.tokenValues!,
          placeValues: held.placeValues!,
        }),
        ops.attendCache({
          ...asked,
          query: held.query!,
          key: placed("tokenKeys", "placeKeys"),
          value: placed("tokenValues", "placeValues"),
          past: "strict",
        }),
      ];
    });
    expect(byTables!.length).toBe(learners * count * d);
    // Tables are kept in 32 bits.
    for (let k = 0; k < byKeys!.length; k++) expect(byTables![k]).toBeCloseTo(byKeys![k]!, 5);
  });

  it("refuses tables for other items, unknown tokens and steps beyond the places", () => {
    const inference = inferenceWithTables();
    const ask = (change: { count?: number; tokens?: Int32Array; lengths?: Int32Array }) => () =>
      inference.run((ops, held) => [
        ops.attendByTables({
          batch: learners,
          heads,
          count: change.count ?? count,
          tokens: ops.indices(change.tokens ?? tokens),
          lengths: ops.indices(change.lengths ?? lengths),
          byToken: held.byToken!,
          byPlace: held.byPlace!,
          tokenValues: held.tokenValues!,
          placeValues: held.placeValues!,
        }),
      ]);
    const refused = (code: string) => expect.objectContaining({ code });
    expect(ask({ count: 25 })).toThrow(refused("SHAPE"));
    expect(ask({ tokens: tokens.map((token) => (token === 2 ? tokenCount : token)) })).toThrow(
      refused("INVALID_INPUT"),
    );
    expect(ask({ lengths: Int32Array.of(5, 3, 6, 1) })).toThrow(refused("INVALID_INPUT"));
  });
});

describe("weightTable", () => {
  it("says how far exponents reach from their middle", () => {
    // One head of one column: exponents of the queries are -2 … 4 and 1 … -0.5, half of which is 3 and 0.75.
    const queries = { shape: [2, 1], data: Float32Array.of(2, -0.5) };
    const keys = { shape: [3, 1], data: Float32Array.of(-1, 0, 2) };
    const { table, reach } = weightTable(queries, keys, 1);
    expect(reach).toBe(3);
    // Row by row twelve items: the middles are 1 and -0.25.
    const firstTwo = [0, 1, 2].map((row) => [table.data[12 * row]!, table.data[12 * row + 1]!]);
    const expected = [
      [Math.exp(-3), Math.exp(0.75)],
      [Math.exp(-1), Math.exp(0.25)],
      [Math.exp(3), Math.exp(-0.75)],
    ];
    expected.forEach(([a, b], row) => {
      expect(firstTwo[row]![0]).toBeCloseTo(a!, 5);
      expect(firstTwo[row]![1]).toBeCloseTo(b!, 5);
    });
    expect(table.data.filter((x) => x !== 0).length).toBe(6);
  });
});
