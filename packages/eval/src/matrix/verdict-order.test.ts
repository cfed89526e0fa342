import { createRandomStream } from "@zpd/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { RemPairVerdict, RemVerdict } from "../types/rem-result";
import { pairVerdicts } from "./pair-verdicts";
import { verdictOrder } from "./verdict-order";

/** Verdicts of pairs of a, b, c, d in that order: > better, < worse, ? cannot tell. */
function verdictsOf(policies: readonly string[], signs: string): RemPairVerdict[] {
  const words: Record<string, RemVerdict> = { ">": "better", "<": "worse", "?": "cannot tell" };
  const pairs = policies.flatMap((a, k) => policies.slice(k + 1).map((b) => [a, b] as const));
  return pairs.map(([a, b], at) => ({
    length: 10,
    a,
    b,
    verdict: words[signs[at]!]!,
    p: 0.5,
    adjustedP: 1,
    perSimulator: [],
  }));
}

const orderOf = (names: string, signs: string) => {
  const policies = [...names];
  const { groups, untold, edges } = verdictOrder(policies, 10, verdictsOf(policies, signs));
  return {
    groups: groups?.map((group) => group.join("")),
    untold: untold.map((pair) => pair.join("")),
    edges: edges.map(({ better, worse }) => better + worse),
  };
};

it.each([
  // Pairs of "abc": ab ac bc.
  ["every pair told", "abc", ">>>", ["a", "b", "c"], [], ["ab", "bc"]],
  ["told the other way round", "abc", "<<<", ["c", "b", "a"], [], ["ba", "cb"]],
  ["two not told apart, both below a", "abc", ">>?", ["a", "bc"], [], ["ab", "ac"]],
  ["only a and c told: b stands beside both", "abc", "?>?", undefined, ["ab", "bc"], ["ac"]],
  ["nothing told", "abc", "???", undefined, ["ab", "ac", "bc"], []],
  // Pairs of "abcd": ab ac ad bc bd cd. A diamond: b and c between a and d.
  ["a diamond", "abcd", ">>>?>>", ["a", "bc", "d"], [], ["ab", "ac", "bd", "cd"]],
  ["two chains", "abcd", ">????>", undefined, ["ac", "ad", "bc", "bd"], ["ab", "cd"]],
  ["one policy", "a", "", ["a"], [], []],
])("%s", (_name, names, signs, groups, untold, edges) => {
  expect(orderOf(names, signs)).toEqual({ groups, untold, edges });
});

it("takes the verdicts of its length only", () => {
  const told = verdictsOf(["a", "b"], ">");
  const other = verdictsOf(["a", "b"], "<").map((verdict) => ({ ...verdict, length: 20 }));
  expect(verdictOrder(["a", "b"], 10, [...told, ...other]).groups).toEqual([["a"], ["b"]]);
});

it("verdicts of scores are transitive, and arrows lead wherever a verdict does and nowhere else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 3 }), (seed, simulatorCount) => {
      const draws = createRandomStream(seed);
      const policies = ["a", "b", "c", "d", "e", "f"];
      const simulators = Array.from({ length: simulatorCount }, (_, s) => `s${s}`);
      const manifest = { policies, simulators, lengths: [10], learners: [0, 1, 2, 3, 4, 5], repeats: 1 };
      // Differences of a few standard errors: some pairs told, some not.
      const scores = policies.flatMap((_, p) =>
        simulators.map(() => Float64Array.from({ length: 6 }, () => 1.5 * p + draws.normal())),
      );
      const verdicts = pairVerdicts(manifest, scores);
      const better = new Set(
        verdicts.flatMap(({ a, b, verdict }) =>
          verdict === "cannot tell" ? [] : [verdict === "better" ? a + b : b + a],
        ),
      );
      const closure = new Set(verdictOrder(policies, 10, verdicts).edges.map((edge) => edge.better + edge.worse));
      for (const c of policies) {
        for (const a of policies) {
          for (const b of policies) {
            if (better.has(a + c) && better.has(c + b)) expect(better).toContain(a + b);
            if (closure.has(a + c) && closure.has(c + b)) closure.add(a + b);
          }
        }
      }
      expect([...closure].sort()).toEqual([...better].sort());
    }),
    { numRuns: 200 },
  );
});
