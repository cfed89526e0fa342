import { createNumberedVocabulary, type KnowledgeTracer, NO_ITEM, qMatrixFromIds } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countingTracer } from "../../test/counting-tracer";
import { createPolicy } from "../loops/create-policy";

// Item 0 needs concept a, item 1 needs b, item 2 both. The counting tracer: mastery = (1 + right) / (2 + all).
const items = createNumberedVocabulary(3);
const qMatrix = qMatrixFromIds([["a"], ["b"], ["a", "b"]]);
const world = { items, qMatrix };
const counting: KnowledgeTracer = countingTracer(items, qMatrix);

type Answers = readonly (readonly [item: number, score: number])[];

/** Item 0 right twice, item 1 wrong twice: a = 3/4, b = 1/4, P(correct) = 3/4, 1/4, 1/2. */
const mixed: Answers = [
  [0, 1],
  [0, 1],
  [1, 0],
  [1, 0],
];

function pear(config: Record<string, string> = {}, tracer = counting, sequence?: Int32Array) {
  const own = sequence === undefined ? world : { ...world, sequence };
  return createPolicy(`${tracer.id}-pear`, { world: own, tracers: [tracer], config });
}

function after(answers: Answers, policy: ReturnType<typeof pear>) {
  const state = policy.start({ batchSize: 1, seed: 1 });
  for (const [item, score] of answers) policy.observe(state, Int32Array.of(item), Float32Array.of(score));
  return state;
}

/** The whole list, best first, nothing held back unless asked. */
function ranked(answers: Answers, config: Record<string, string> = {}, tracer = counting, sequence?: Int32Array) {
  const policy = pear({ repeat: "always", ...config }, tracer, sequence);
  const { items: slate, scores } = policy.recommend(after(answers, policy), { k: 3 });
  return { items: [...slate], scores: [...scores] };
}

function close(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [n, value] of expected.entries()) expect(actual[n]).toBeCloseTo(value, 6);
}

describe("proximity, against hand arithmetic", () => {
  // |(3/4, 1/4)| = sqrt(10) / 4, so the cosines are 3 / sqrt(10), 1 / sqrt(10) and 4 / sqrt(20).
  test("difficulty times cosine; the item answered last counts with its score", () => {
    const { items: slate, scores } = ranked(mixed);
    // Item 1 was wrong last: 1 - 0, not 1 - 1/4. Items 0 and 2 as foretold: 1/4 and 1/2.
    expect(slate).toEqual([2, 1, 0]);
    close(scores, [(0.5 * 4) / Math.sqrt(20), 1 / Math.sqrt(10), (0.25 * 3) / Math.sqrt(10)]);
  });

  test("as foretold again once another item has been answered, and 0 right after a right answer", () => {
    // Item 0 once more, right: a = 4/5, b = 1/4, |k| = sqrt(0.64 + 0.0625). Item 1 counts with P = 1/4 again.
    const norm = Math.sqrt(0.64 + 0.0625);
    const { items: slate, scores } = ranked([...mixed, [0, 1]]);
    expect(slate).toEqual([2, 1, 0]);
    close(scores, [((1 - 0.525) * 1.05) / (norm * Math.SQRT2), (0.75 * 0.25) / norm, 0]);
  });

  test("a rest changes nothing: the last answer stays the last", () => {
    const policy = pear();
    const state = after(mixed, policy);
    const before = policy.recommend(state, { k: 3 });
    policy.observe(state, Int32Array.of(NO_ITEM), Float32Array.of(Number.NaN));
    expect(policy.recommend(state, { k: 3 })).toEqual(before);
  });

  test("a partial score counts as it is", () => {
    // Item 2 with 0.4: a = b = (1 + 0.4) / 3, so the cosine of item 2 is 1 and of the others 1 / sqrt(2).
    const { items: slate, scores } = ranked([[2, 0.4]]);
    const foretold = (1 - 1.4 / 3) / Math.SQRT2;
    expect(slate).toEqual([2, 0, 1]);
    close(scores, [0.6, foretold, foretold]);
  });

  test("distance: difficulty times 1 - cosine", () => {
    const { items: slate, scores } = ranked(mixed, { similarity: "distance" });
    expect(slate).toEqual([1, 2, 0]);
    close(scores, [1 - 1 / Math.sqrt(10), 0.5 * (1 - 4 / Math.sqrt(20)), 0.25 * (1 - 3 / Math.sqrt(10))]);
  });

  test("ties: before the first answer items 0 and 1 are alike", () => {
    const level = 0.5 / Math.SQRT2;
    close(ranked([]).scores, [0.5, level, level]);
    expect(ranked([]).items).toEqual([2, 0, 1]);
    expect(ranked([], { ties: "last" }).items).toEqual([2, 1, 0]);
    expect(ranked([], {}, counting, Int32Array.of(1, 0, 2)).items).toEqual([2, 1, 0]);
  });

  test("the list: solved items are held back, the mask is honoured, places that stay empty say so", () => {
    const policy = pear();
    const state = after(mixed, policy);
    expect(policy.recommend(state, { k: 1 }).items).toEqual(Int32Array.of(2));
    expect(policy.recommend(state, { k: 3 }).items).toEqual(Int32Array.of(2, 1, NO_ITEM));
    expect(policy.recommend(state, { k: 2, actionMask: Uint8Array.of(1, 1, 0) }).items).toEqual(
      Int32Array.of(1, NO_ITEM),
    );
  });
});

describe("proximity in a tracer's own space", () => {
  /** Three dimensions; what is known is (2, 0, -1) for everybody. */
  const spaced: KnowledgeTracer = {
    ...counting,
    id: "spaced",
    conceptSpace: {
      size: 3,
      itemVectors: () => Float32Array.of(0, 0, 3, 0, 0, 0, 1, 0, 1),
      knowledge({ batchSize }, out = new Float32Array(3 * batchSize)) {
        for (let b = 0; b < batchSize; b++) out.set([2, 0, -1], 3 * b);
        return out;
      },
    },
  };

  test("is measured there: cosines below 0 count, a vector of zeros has the cosine 0", () => {
    // Before the first answer P(correct) = 1/2. Cosines: -1 / sqrt(5); 0; (2 - 1) / (sqrt(5) sqrt(2)).
    const { items: slate, scores } = ranked([], {}, spaced);
    expect(slate).toEqual([2, 1, 0]);
    close(scores, [0.5 / Math.sqrt(10), 0, -0.5 / Math.sqrt(5)]);
    close(ranked([], { similarity: "distance" }, spaced).scores, [
      0.5 * (1 + 1 / Math.sqrt(5)),
      0.5,
      0.5 * (1 - 1 / Math.sqrt(10)),
    ]);
  });

  test("nothing known at all: every cosine is 0", () => {
    const blank: KnowledgeTracer = {
      ...spaced,
      conceptSpace: { ...spaced.conceptSpace!, knowledge: (_, out = new Float32Array(3)) => out.fill(0) },
    };
    expect(ranked(mixed, {}, blank).scores).toEqual([0, 0, 0]);
  });

  test("vectors of another number of items are refused", () => {
    const short: KnowledgeTracer = {
      ...spaced,
      conceptSpace: { ...spaced.conceptSpace!, itemVectors: () => new Float32Array(6) },
    };
    expect(() => ranked([], {}, short)).toThrow(/\[I, S\] = 3 x 3, got 6/);
  });
});

describe("reasons", () => {
  test("are the two factors, in and out of the slate", () => {
    const policy = pear();
    const { formula, parts } = policy.explain!(after(mixed, policy), Int32Array.of(1, 0, NO_ITEM, 2));
    expect(formula).toBe("difficulty x proximity");
    expect(parts.map(({ name }) => name)).toEqual(["difficulty", "proximity"]);
    const [difficulty, near] = parts.map(({ values }) => [...values]) as [number[], number[]];
    close([difficulty[0]!, difficulty[1]!, difficulty[3]!], [1, 0.25, 0.5]);
    close([near[0]!, near[1]!, near[3]!], [1 / Math.sqrt(10), 3 / Math.sqrt(10), 4 / Math.sqrt(20)]);
    expect([difficulty[2], near[2]]).toEqual([Number.NaN, Number.NaN]);
  });

  test("multiply to the scores of the list, for every learner of a batch", () => {
    const answer = fc.tuple(fc.nat(2), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(
        fc.array(fc.array(answer, { minLength: 3, maxLength: 3 }), { maxLength: 8 }),
        fc.constantFrom("cosine", "distance"),
        (steps, similarity) => {
          const policy = pear({ similarity });
          const state = policy.start({ batchSize: 3, seed: 1 });
          for (const step of steps) {
            const scores = Float32Array.from(step, ([, quarters]) => quarters / 4);
            policy.observe(
              state,
              Int32Array.from(step, ([item]) => item),
              scores,
            );
          }
          const { items: slate, scores } = policy.recommend(state, { k: 2 });
          const [difficulty, near] = policy.explain!(state, slate).parts.map(({ values }) => values);
          for (const [at, score] of scores.entries()) {
            if (slate[at] === NO_ITEM) expect(difficulty![at]).toBeNaN();
            else expect(difficulty![at]! * near![at]!).toBeCloseTo(score, 6);
          }
        },
      ),
    );
  });

  test("are refused for unknown items and broken shapes", () => {
    const policy = pear();
    const state = policy.start({ batchSize: 2, seed: 1 });
    expect(() => policy.explain!(state, Int32Array.of(0, 1, 2))).toThrow(/\[B, N\] with B = 2, got 3/);
    expect(() => policy.explain!(state, Int32Array.of(0, 3))).toThrow(/0…2, or NO_ITEM, got 3 at place 1/);
  });
});
