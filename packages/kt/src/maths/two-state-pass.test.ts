import fc from "fast-check";
import { expect, it } from "vitest";
import { buildAnswerTrie } from "./answer-trie";
import { backwardPass, createTwoStateWork, forwardPass, type TwoStateModel } from "./two-state-pass";

const symbolCount = 3;
const roots = 2;

interface Rooted {
  readonly root: number;
  readonly sequence: readonly number[];
}

/**
 * Log-likelihood and expected counts by going through all 2^T hidden paths of every sequence: no recursion, no
 * scaling, no merging. State 1 is "known".
 */
function enumerate(all: readonly Rooted[], model: TwoStateModel) {
  const total = {
    logLikelihood: 0,
    unknown: new Array<number>(symbolCount).fill(0),
    unknownGoingOn: new Array<number>(symbolCount).fill(0),
    learnt: new Array<number>(symbolCount).fill(0),
    unknownAtStart: new Array<number>(roots).fill(0),
    unknownAfterFirst: new Array<number>(symbolCount).fill(0),
    forgot: 0,
  };
  const given = model.unknownAfterFirst;
  for (const { root, sequence } of all) {
    const emission = (state: number, s: number): number => (state === 1 ? model.ifKnown[s]! : model.ifUnknown[s]!);
    const start = model.unknownAtStart[root]!;
    const first = sequence[0]!;
    const firstLikelihood = start * emission(0, first) + (1 - start) * emission(1, first);
    let likelihood = 0;
    const weights: number[] = [];
    for (let path = 0; path < 2 ** sequence.length; path++) {
      const state = (t: number): number => (path >> t) & 1;
      let weight: number;
      if (given === undefined) weight = (state(0) === 1 ? 1 - start : start) * emission(state(0), first);
      else weight = firstLikelihood * (state(0) === 1 ? 1 - given[first]! : given[first]!);
      for (let t = 1; t < sequence.length; t++) {
        const learn = model.learn[sequence[t - 1]!]!;
        const toKnown = state(t - 1) === 1 ? 1 - model.forget : learn;
        weight *= (state(t) === 1 ? toKnown : 1 - toKnown) * emission(state(t), sequence[t]!);
      }
      weights.push(weight);
      likelihood += weight;
    }
    total.logLikelihood += Math.log(likelihood);
    const startPosterior = (start * emission(0, first)) / firstLikelihood;
    if (given !== undefined) {
      total.unknownAtStart[root]! += startPosterior;
      total.unknown[first]! += startPosterior;
    }
    for (const [path, weight] of weights.entries()) {
      const probability = weight / likelihood;
      const state = (t: number): number => (path >> t) & 1;
      for (const [t, s] of sequence.entries()) {
        const goesOn = t + 1 < sequence.length;
        if (state(t) === 0) {
          if (t > 0 || given === undefined) total.unknown[s]! += probability;
          if (t === 0 && given === undefined) total.unknownAtStart[root]! += probability;
          if (t === 0 && given !== undefined) total.unknownAfterFirst[s]! += probability;
          if (goesOn) total.unknownGoingOn[s]! += probability;
          if (goesOn && state(t + 1) === 1) total.learnt[s]! += probability;
        } else if (goesOn && state(t + 1) === 0) total.forgot += probability;
      }
    }
  }
  return total;
}

function passes(all: readonly Rooted[], model: TwoStateModel) {
  const start = new Int32Array(all.length + 1);
  for (const [s, { sequence }] of all.entries()) start[s + 1] = start[s]! + sequence.length;
  const trie = buildAnswerTrie({
    symbol: Int32Array.from(all.flatMap(({ sequence }) => [...sequence])),
    start,
    symbolCount,
    roots,
    root: Int32Array.from(all.map(({ root }) => root)),
  });
  const work = createTwoStateWork(trie, symbolCount);
  const counts = {
    unknown: new Float64Array(symbolCount),
    unknownGoingOn: new Float64Array(symbolCount),
    learnt: new Float64Array(symbolCount),
    unknownAtStart: new Float64Array(roots),
    unknownAfterFirst: new Float64Array(symbolCount),
    forgot: 0,
  };
  const logLikelihood = forwardPass(trie, model, work);
  backwardPass(trie, model, work, counts);
  return { ...counts, logLikelihood };
}

const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const column = (length: number) =>
  fc.array(probability, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values));
const models: fc.Arbitrary<TwoStateModel> = fc
  .record({
    unknownAtStart: column(roots),
    ifUnknown: column(symbolCount),
    ifKnown: column(symbolCount),
    learn: column(symbolCount),
    forget: fc.oneof(fc.constant(0), probability),
    after: fc.option(column(symbolCount), { nil: undefined }),
  })
  .map(({ after, ...model }) => (after === undefined ? model : { ...model, unknownAfterFirst: after }));
const sequences = fc.array(
  fc.record({
    root: fc.integer({ min: 0, max: roots - 1 }),
    sequence: fc.array(fc.integer({ min: 0, max: symbolCount - 1 }), { minLength: 1, maxLength: 7 }),
  }),
  { minLength: 1, maxLength: 12 },
);

it("agrees with the sum over all hidden paths", () => {
  fc.assert(
    fc.property(sequences, models, (all, model) => {
      const expected = enumerate(all, model);
      const got = passes(all, model);
      // Absolute, for counts of at most 12 sequences of 7 answers.
      const digits = 9;
      expect(got.logLikelihood).toBeCloseTo(expected.logLikelihood, digits);
      expect(got.forgot).toBeCloseTo(expected.forgot, digits);
      for (const name of ["unknown", "unknownGoingOn", "learnt", "unknownAtStart", "unknownAfterFirst"] as const) {
        for (const [k, value] of expected[name].entries()) expect(got[name][k], name).toBeCloseTo(value, digits);
      }
    }),
    { numRuns: 300 },
  );
});

it("does not underflow on long sequences, and keeps what stays possible", () => {
  // 400 correct, then 400 wrong answers; nobody forgets, so who knows at answer 400 slips 400 times in a row. Paths that
  // know before the wrong answers have (0.1 * 0.9)^400 against (0.8 * 0.2)^400, 1e-100 of the rest; after 400 correct
  // answers, however, P(unknown) is as small as (0.2 / 0.9)^400 = 1e-261.
  const model: TwoStateModel = {
    unknownAtStart: Float64Array.of(0.5, 0.5),
    ifUnknown: Float64Array.of(0.8, 0.2, 1),
    ifKnown: Float64Array.of(0.1, 0.9, 1),
    learn: Float64Array.of(1e-3, 1e-12, 0),
    forget: 0,
  };
  const { logLikelihood, learnt } = passes(
    [{ root: 0, sequence: [...new Array<number>(400).fill(1), ...new Array<number>(400).fill(0)] }],
    model,
  );
  const stays = Math.log(0.5) + 400 * (Math.log(0.2 * 0.8) + Math.log1p(-1e-12)) + 399 * Math.log1p(-1e-3);
  // Learning before the last j answers has 1e-3 (0.1 / 0.8 / (1 - 1e-3))^j of that; the sum over j is geometric.
  const ratio = 0.125 / (1 - 1e-3);
  const late = (1e-3 * ratio) / (1 - ratio);
  expect(logLikelihood).toBeCloseTo(stays + Math.log1p(late), 9);
  expect(learnt[0]).toBeCloseTo(late / (1 + late), 12);
});
