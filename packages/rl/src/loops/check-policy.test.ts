import type { Policy } from "@zpd/core";
import { describe, expect, test } from "vitest";
import { tracer, world } from "../../test/made-world";
import { checkPolicy } from "./check-policy";
import { createPolicy } from "./create-policy";

const sound = createPolicy("counting-zone", { world, tracers: [tracer] });
const random = createPolicy("random", { world });
const reasoned = createPolicy("counting-pear", { world, tracers: [tracer] });

/** The sound policy with parts replaced. */
const broken = (change: Partial<Policy>): Policy => ({ ...sound, ...change });
let calls = 0;
const memory = { last: 0 };

const faults: [string, Policy][] = [
  ["shapes", broken({ recommend: (state, { k, ...rest }) => sound.recommend(state, { k: k + 1, ...rest }) })],
  ["mask honoured", broken({ recommend: (state, { k }) => sound.recommend(state, { k }) })],
  [
    "no repeats",
    broken({
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        for (let at = 1; at < offer.items.length; at++)
          if (at % request.k !== 0 && offer.items[at] !== -1) offer.items[at] = offer.items[at - 1]!;
        return offer;
      },
    }),
  ],
  [
    "known items",
    broken({
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        return { ...offer, items: offer.items.map((item) => (item === -1 ? -1 : item + 5)) };
      },
      observe: () => {},
    }),
  ],
  [
    "best first",
    broken({
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        return { ...offer, scores: offer.scores.map((score) => -score) };
      },
    }),
  ],
  [
    "empty places",
    broken({
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        return { ...offer, scores: offer.scores.map((score) => (Number.isNaN(score) ? 0 : score)) };
      },
    }),
  ],
  [
    "offers",
    broken({
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        return { items: offer.items.fill(-1), scores: offer.scores.fill(Number.NaN) };
      },
    }),
  ],
  [
    "propensities",
    {
      ...random,
      recommend(state, request) {
        const offer = random.recommend(state, request);
        return { ...offer, propensities: offer.propensities!.fill(0) };
      },
    },
  ],
  ["determinism", { ...random, start: (options) => random.start({ ...options, seed: calls++ }) }],
  [
    "recommend changes nothing",
    broken({
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        // Takes its own first offers as solved.
        const first = offer.items.filter((_, at) => at % request.k === 0);
        sound.observe(state, first, new Float32Array(first.length).fill(1));
        return offer;
      },
    }),
  ],
  [
    "explains",
    { ...reasoned, explain: (state, items) => ({ ...reasoned.explain!(state, items), formula: "difficulty alone" }) },
  ],
  [
    "explains",
    {
      ...reasoned,
      explain(state, items) {
        const { formula, parts } = reasoned.explain!(state, items);
        return { formula, parts: parts.map((part) => ({ ...part, values: part.values.map((v) => v || 0) })) };
      },
    },
  ],
  [
    "shapes",
    {
      ...reasoned,
      explain(state, items) {
        const { formula, parts } = reasoned.explain!(state, items);
        return { formula, parts: parts.map((part) => ({ ...part, values: part.values.subarray(1) })) };
      },
    },
  ],
  [
    // Takes what it explains as solved.
    "recommend changes nothing",
    {
      ...reasoned,
      explain(state, items) {
        const first = items.filter((_, at) => at % (items.length / state.batchSize) === 0);
        sound.observe(state, first, new Float32Array(first.length).fill(1));
        return reasoned.explain!(state, items);
      },
    },
  ],
  [
    // A private copy of the state that follows the object's identity.
    "plain state",
    (() => {
      const hidden = new WeakMap<object, { answers: number }>();
      const count = (state: object): { answers: number } => {
        const known = hidden.get(state) ?? { answers: 0 };
        hidden.set(state, known);
        return known;
      };
      return broken({
        recommend(state, request) {
          const offer = sound.recommend(state, request);
          return { ...offer, scores: offer.scores.map((score) => score - count(state).answers) };
        },
        observe(state, items, scores) {
          count(state).answers++;
          sound.observe(state, items, scores);
        },
      });
    })(),
  ],
  [
    // One memory for all runs, cleared by each start.
    "keeps no learners",
    broken({
      start(options) {
        memory.last = 0;
        return sound.start(options);
      },
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        return { ...offer, scores: offer.scores.map((score) => score - memory.last) };
      },
      observe(state, items, scores) {
        memory.last++;
        sound.observe(state, items, scores);
      },
    }),
  ],
  ["batch invariance", { ...random, start: ({ learners: _, ...rest }) => random.start(rest) }],
  ["batch invariance", { ...random, start: (options) => random.start({ ...options, seed: options.batchSize }) }],
  [
    "inputs untouched",
    broken({
      recommend(state, request) {
        const offer = sound.recommend(state, request);
        request.actionMask?.fill(1);
        return offer;
      },
    }),
  ],
  [
    // Keeps the caller's learners.
    "inputs untouched",
    {
      ...random,
      start: (options) => Object.assign(random.start(options), { learners: options.learners }),
    },
  ],
  [
    "runs",
    broken({
      start() {
        throw new Error("broken");
      },
    }),
  ],
];

describe("checkPolicy", () => {
  test("finds nothing wrong with sound policies", () => {
    expect(checkPolicy(sound)).toEqual([]);
    expect(checkPolicy(random, { k: 1, steps: 30, batchSize: 1 })).toEqual([]);
  });

  test.each(faults.map(([rule, policy], n) => ({ n, rule, policy })))(
    "fault $n: finds that $rule is broken",
    ({ rule, policy }) => {
      const findings = checkPolicy(policy);
      expect(findings.map((finding) => finding.rule)).toContain(rule);
      // One fault, few consequences.
      expect(findings.length).toBeLessThanOrEqual(3);
    },
  );
});
