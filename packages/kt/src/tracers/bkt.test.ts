import {
  createQMatrix,
  createRandomStream,
  createVocabulary,
  type FitReport,
  type FittedTracer,
  type InteractionLog,
  type ModelFile,
  qMatrixFromIds,
} from "@zpd/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeLog } from "../../test/made-log";
import { predictLog } from "../../test/replay";
import { simulateBkt } from "../../test/simulate-bkt";
import type { BktState } from "../types/bkt";
import { type BktConfig, bktDescriptor } from "./bkt";

const seed = 3;

interface Planted {
  readonly prior: number;
  readonly learn: number;
  readonly guess: number;
  readonly slip: number;
  readonly forget?: number;
}

/** A tracer over given concepts with planted parameters, made through a model file. */
function planted(
  conceptsOfItem: readonly (readonly string[])[],
  parameters: readonly Planted[],
  config: Partial<BktConfig> = {},
): FittedTracer {
  const qMatrix = qMatrixFromIds(conceptsOfItem);
  const column = (pick: (p: Planted) => number) => ({
    shape: [parameters.length],
    data: Float64Array.from(parameters, pick),
  });
  const file: ModelFile = {
    config: {
      formatVersion: 1,
      model: "bkt",
      config: { ...bktDescriptor.defaults, ...config },
      items: conceptsOfItem.map((_, i) => `i${i}`),
      concepts: qMatrix.concepts.ids,
      qMatrix: { offsets: [...qMatrix.offsets], concept: [...qMatrix.concept] },
    },
    tensors: {
      prior: column((p) => p.prior),
      learn: column((p) => p.learn),
      guess: column((p) => p.guess),
      slip: column((p) => p.slip),
      forget: column((p) => p.forget ?? 0),
      untagged: { shape: [conceptsOfItem.length], data: new Float64Array(conceptsOfItem.length).fill(0.6) },
    },
  };
  return bktDescriptor.restore(file);
}

/** Answers of learners to the only item of the only concept. */
function oneConceptLog(answers: readonly (readonly number[])[]): InteractionLog {
  const offsets = new Int32Array(answers.length + 1);
  for (const [l, scores] of answers.entries()) offsets[l + 1] = offsets[l]! + scores.length;
  const score = Float32Array.from(answers.flat());
  return {
    learners: createVocabulary(answers.map((_, l) => `l${l}`)),
    items: createVocabulary(["i0"]),
    qMatrix: qMatrixFromIds([["a"]]),
    offsets,
    item: new Int32Array(score.length),
    score,
  };
}

function conceptRow(report: FitReport, concept: string): Record<string, number> {
  return report.parameters!.find((row) => row.concept === concept) as unknown as Record<string, number>;
}

/** The history may only fall by the rounding of a sum of logarithms. */
function expectNoFall(history: readonly number[]): void {
  for (let k = 1; k < history.length; k++) {
    expect(history[k]!).toBeGreaterThanOrEqual(history[k - 1]! - 1e-12 * Math.abs(history[k]!));
  }
}

describe("the online update", () => {
  it("follows Corbett and Anderson by hand: condition on the answer, then learn", () => {
    const tracer = planted([["a"]], [{ prior: 0.4, learn: 0.2, guess: 0.25, slip: 0.1 }]);
    const state = tracer.start(1);
    const one = Int32Array.of(0);
    // P(correct) = 0.4 * 0.9 + 0.6 * 0.25 = 0.51
    expect(tracer.predict(state)[0]).toBeCloseTo(0.51, 6);
    // Correct: 0.36 / 0.51 = 0.705882; learn: 0.705882 + 0.294118 * 0.2 = 0.764706
    tracer.observe(state, one, Float32Array.of(1));
    expect(tracer.mastery(state)[0]).toBeCloseTo(0.764706, 6);
    // P(correct) = 0.764706 * 0.9 + 0.235294 * 0.25 = 0.747059
    expect(tracer.predict(state)[0]).toBeCloseTo(0.747059, 6);
    // Wrong: 0.0764706 / (0.0764706 + 0.235294 * 0.75) = 0.302326; learn: 0.302326 + 0.697674 * 0.2 = 0.441860
    tracer.observe(state, one, Float32Array.of(0));
    expect(tracer.mastery(state)[0]).toBeCloseTo(0.44186, 6);
  });

  it("forgets by hand", () => {
    const tracer = planted([["a"]], [{ prior: 0.4, learn: 0.2, guess: 0.25, slip: 0.1, forget: 0.5 }]);
    const state = tracer.start(1);
    tracer.observe(state, Int32Array.of(0), Float32Array.of(1));
    // 0.705882 * 0.5 + 0.294118 * 0.2 = 0.411765
    expect(tracer.mastery(state)[0]).toBeCloseTo(0.411765, 6);
  });

  it("counts a score of one half as half a correct and half a wrong answer", () => {
    const tracer = planted([["a"]], [{ prior: 0.4, learn: 0.2, guess: 0.25, slip: 0.1 }]);
    const state = tracer.start(1);
    tracer.observe(state, Int32Array.of(0), Float32Array.of(0.5));
    // sqrt(0.9 * 0.1) = 0.3 against sqrt(0.25 * 0.75) = 0.433013: 0.12 / (0.12 + 0.259808) = 0.315949
    // learn: 0.315949 + 0.684051 * 0.2 = 0.45276
    expect(tracer.mastery(state)[0]).toBeCloseTo(0.45276, 5);
  });

  it("combines the concepts of an item by the stated rule", () => {
    const a = { prior: 0.5, learn: 0.1, guess: 0.2, slip: 0.2 };
    const b = { prior: 0.1, learn: 0.1, guess: 0.1, slip: 0.1 };
    const items = [["a"], ["b"], ["a", "b"], []];
    // a: 0.5 * 0.8 + 0.5 * 0.2 = 0.5; b: 0.1 * 0.9 + 0.9 * 0.1 = 0.18; the last item has no concept.
    const expected = { mean: 0.34, min: 0.18, product: 0.09 };
    for (const combine of ["mean", "min", "product"] as const) {
      const tracer = planted(items, [a, b], { combine });
      const predicted = tracer.predict(tracer.start(1));
      for (const [i, p] of [0.5, 0.18, expected[combine], 0.6].entries()) expect(predicted[i]).toBeCloseTo(p, 6);
    }
  });

  it("updates every concept of an item with the answer on its own", () => {
    const a = { prior: 0.5, learn: 0.1, guess: 0.2, slip: 0.2 };
    const b = { prior: 0.1, learn: 0.1, guess: 0.1, slip: 0.1 };
    const tracer = planted([["a"], ["b"], ["a", "b"]], [a, b]);
    const both = tracer.start(1);
    const apart = tracer.start(1);
    tracer.observe(both, Int32Array.of(2), Float32Array.of(1));
    for (const item of [0, 1]) tracer.observe(apart, Int32Array.of(item), Float32Array.of(1));
    expect([...tracer.mastery(both)]).toEqual([...tracer.mastery(apart)]);
    // a: 0.4 / 0.5 = 0.8, learn: 0.82. b: 0.09 / 0.18 = 0.5, learn: 0.55.
    expect(tracer.mastery(both)[0]).toBeCloseTo(0.82, 6);
    expect(tracer.mastery(both)[1]).toBeCloseTo(0.55, 6);
  });

  it("never lowers mastery after a correct answer while guess + slip < 1 and nothing is forgotten", () => {
    const below = fc.double({ min: 0.0001, max: 0.4999, noNaN: true });
    const inside = fc.double({ min: 0.0001, max: 0.9999, noNaN: true });
    fc.assert(
      fc.property(
        inside,
        inside,
        below,
        below,
        fc.array(fc.boolean(), { maxLength: 30 }),
        (prior, learn, guess, slip, answers) => {
          const tracer = planted([["a"]], [{ prior, learn, guess, slip }]);
          const state = tracer.start(1);
          for (const correct of [...answers, true]) {
            const before = tracer.mastery(state)[0]!;
            tracer.observe(state, Int32Array.of(0), Float32Array.of(correct ? 1 : 0));
            if (correct) expect(tracer.mastery(state)[0]!).toBeGreaterThanOrEqual(before);
          }
        },
      ),
    );
  });

  it("refuses parameters under which an answer is impossible, or that are no probabilities", () => {
    const fine = { prior: 1, learn: 0, guess: 0.2, slip: 0.1 };
    expect(() => planted([["a"]], [fine])).not.toThrow();
    expect(() => planted([["a"]], [{ ...fine, slip: 0 }])).toThrow('above 0 and below 1 in tensor "slip", got 0');
    expect(() => planted([["a"]], [{ ...fine, guess: 1 }])).toThrow('above 0 and below 1 in tensor "guess", got 1');
    expect(() => planted([["a"]], [{ ...fine, prior: 1.5 }])).toThrow('probabilities in tensor "prior", got 1.5');
  });

  it("can still see a learner fail after a thousand correct answers", () => {
    const tracer = planted([["a"]], [{ prior: 0.4, learn: 0.001, guess: 0.3, slip: 0.1 }]);
    const state = tracer.start(1);
    const answer = (score: number, times: number): void => {
      for (let t = 0; t < times; t++) tracer.observe(state, Int32Array.of(0), Float32Array.of(score));
    };
    answer(1, 100);
    expect(tracer.mastery(state)[0]).toBe(1);
    // Odds fall by 0.7 / 0.1 with each wrong answer, after having risen by 0.9 / 0.3 and the learn rate a hundred times.
    answer(0, 100);
    expect(tracer.mastery(state)[0]).toBeLessThan(0.01);
  });
});

describe("the fit", () => {
  const variants: [string, Partial<BktConfig>][] = [
    ["plain", {}],
    ["forgetting", { forgets: true }],
    ["guess and slip by item", { itemGuessSlip: true, maxGuess: 0.5 }],
    ["learn by item", { itemLearn: true }],
    ["prior by first answer", { individualPrior: "first-answer" }],
    ["prior by past answers", { individualPrior: "past-answers" }],
    [
      "all together",
      { forgets: true, itemGuessSlip: true, itemLearn: true, individualPrior: "past-answers", maxGuess: 0.6 },
    ],
    [
      "all together, first answer",
      { forgets: true, itemGuessSlip: true, itemLearn: true, individualPrior: "first-answer" },
    ],
  ];

  it.each(variants)("agrees with the online update, answer by answer: %s", async (_, config) => {
    // Every item one concept, so each answer has one probability, and their logarithms add up to the likelihood.
    const made = makeLog({ seed: 8, learners: 150, answersEach: 25 });
    const concepts = createVocabulary(["a", "b", "c"]);
    const qMatrix = createQMatrix(
      made.items.ids.map((_, i) => [i % 3]),
      concepts,
    );
    const log = { ...made, qMatrix };
    const { tracer, report } = await bktDescriptor.fit(log, { ...config, maxIterations: 30, starts: 2 }, { seed });
    const predicted = predictLog(tracer, log);
    let online = 0;
    for (const [n, p] of predicted.entries()) online += Math.log(log.score[n] === 1 ? p : 1 - p);
    // Predictions come in single precision: 6e-8 each, relative.
    expect(online / report.logLikelihood!).toBeCloseTo(1, 6);
    expect(report.history!.at(-1)).toBeCloseTo(report.logLikelihood!, 8);
    expectNoFall(report.history!);
  });

  it("never loses likelihood, whatever the answers, partial ones included", async () => {
    const score = fc.constantFrom(0, 1, 0.5, 0.25);
    const answers = fc.array(fc.array(score, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 25 });
    const config = fc.record({
      forgets: fc.boolean(),
      maxGuess: fc.constantFrom(0.1, 0.3, 0.9),
      maxSlip: fc.constantFrom(0.1, 0.3, 0.9),
      individualPrior: fc.constantFrom("none" as const, "first-answer" as const, "past-answers" as const),
    });
    await fc.assert(
      fc.asyncProperty(answers, config, async (all, options) => {
        const { report } = await bktDescriptor.fit(
          oneConceptLog(all),
          { ...options, starts: 2, startIterations: 3, maxIterations: 40, tolerance: 0 },
          { seed },
        );
        expect(report.iterations).toBe(40);
        const { prior, learn, guess, slip } = conceptRow(report, "a");
        expect(guess).toBeLessThanOrEqual(options.maxGuess);
        expect(slip).toBeLessThanOrEqual(options.maxSlip);
        for (const value of [prior, learn, guess, slip]) expect(value).toBeGreaterThanOrEqual(1e-4);
        for (const value of [prior, learn]) expect(value).toBeLessThanOrEqual(1 - 1e-4);
        expectNoFall(report.history!);
      }),
      { numRuns: 60 },
    );
  });

  it("finds the closed form of single answers: the share of correct ones", async () => {
    const { tracer, report } = await bktDescriptor.fit(oneConceptLog([[1], [0], [1], [1]]), {}, { seed });
    expect(tracer.predict(tracer.start(1))[0]).toBeCloseTo(0.75, 6);
    expect(report.logLikelihood).toBeCloseTo(3 * Math.log(0.75) + Math.log(0.25), 6);
  });

  it("predicts the mean of partial scores rather than rounding them", async () => {
    const { tracer } = await bktDescriptor.fit(oneConceptLog(new Array(30).fill([0.7, 0.7, 0.7])), {}, { seed });
    const state = tracer.start(1);
    for (let t = 0; t < 3; t++) {
      expect(tracer.predict(state)[0]).toBeCloseTo(0.7, 2);
      tracer.observe(state, Int32Array.of(0), Float32Array.of(0.7));
    }
  });

  it("recovers planted parameters", async () => {
    const qMatrix = qMatrixFromIds([["a"], ["b"]]);
    const items = [
      { learn: 0.15, guess: 0.2, slip: 0.1 },
      { learn: 0.3, guess: 0.1, slip: 0.2 },
    ];
    const log = simulateBkt({ qMatrix, items, prior: 0.35, forget: 0 }, { seed: 4, learners: 4000, answersEach: 20 });
    const { report } = await bktDescriptor.fit(log, { tolerance: 1e-9, maxIterations: 1000 }, { seed });
    // Standard errors at 4,000 learners are near 0.01.
    for (const [c, concept] of ["a", "b"].entries()) {
      const row = conceptRow(report, concept);
      expect(Math.abs(row.prior! - 0.35)).toBeLessThan(0.04);
      for (const name of ["learn", "guess", "slip"] as const) {
        expect(Math.abs(row[name]! - items[c]![name]), `${name} of ${concept}`).toBeLessThan(0.03);
      }
      expect(row.forget).toBe(0);
    }
  });

  it("recovers planted forgetting", async () => {
    const course = { qMatrix: qMatrixFromIds([["a"]]), items: [{ learn: 0.2, guess: 0.15, slip: 0.1 }] };
    const log = simulateBkt({ ...course, prior: 0.4, forget: 0.1 }, { seed: 5, learners: 2000, answersEach: 20 });
    const { report } = await bktDescriptor.fit(log, { forgets: true, tolerance: 1e-9, maxIterations: 1000 }, { seed });
    expect(conceptRow(report, "a").forget).toBeCloseTo(0.1, 1);
    expect(conceptRow(report, "a").learn).toBeCloseTo(0.2, 1);
  });

  it("recovers planted guess, slip and learn of every item", async () => {
    const items = [
      { learn: 0.05, guess: 0.1, slip: 0.25 },
      { learn: 0.3, guess: 0.1, slip: 0.05 },
      { learn: 0.05, guess: 0.25, slip: 0.05 },
      { learn: 0.3, guess: 0.25, slip: 0.25 },
    ];
    const qMatrix = qMatrixFromIds([["a"], ["a"], ["a"], ["a"]]);
    const log = simulateBkt({ qMatrix, items, prior: 0.3, forget: 0 }, { seed: 6, learners: 5000, answersEach: 15 });
    const config = { itemGuessSlip: true, itemLearn: true, maxGuess: 0.45, maxSlip: 0.45, tolerance: 1e-8, starts: 2 };
    const { report } = await bktDescriptor.fit(log, { ...config, maxIterations: 1000 }, { seed });
    for (const [i, item] of items.entries()) {
      const row = report.parameters!.find((r) => r.item === `i${i}`)! as unknown as Record<string, number>;
      for (const name of ["learn", "guess", "slip"] as const) {
        expect(Math.abs(row[name]! - item[name]), `${name} of item ${i}`).toBeLessThan(0.04);
      }
    }
  });

  it("lets the first answer stand for the learner", async () => {
    // Half of the learners always answer correctly, half always wrongly. Guess and slip of at most 0.1 cannot tell
    // them apart less than perfectly, so the belief after the first answer must go to the bounds.
    const log = oneConceptLog([...new Array(20).fill([1, 1, 1]), ...new Array(20).fill([0, 0, 0])]);
    const { report } = await bktDescriptor.fit(log, { individualPrior: "first-answer" }, { seed });
    const row = conceptRow(report, "a");
    expect(row.knownAfterWrong).toBeLessThan(0.01);
    expect(row.knownAfterCorrect).toBeGreaterThan(0.99);
    expect(row.prior).toBeCloseTo(0.5, 1);
  });

  it("lets the learner's past answers choose the prior", async () => {
    // Concept "b" is met after four answers on "a": who did well there knows "b", who did badly does not.
    const random = createRandomStream(9, "past");
    const scores: number[] = [];
    const item: number[] = [];
    for (let l = 0; l < 400; l++) {
      const able = l % 2 === 0;
      for (let t = 0; t < 8; t++) {
        item.push(t < 4 ? 0 : 1);
        scores.push(random.uniform() < (able ? 0.9 : 0.1) ? 1 : 0);
      }
    }
    const log: InteractionLog = {
      learners: createVocabulary(Array.from({ length: 400 }, (_, l) => `l${l}`)),
      items: createVocabulary(["i0", "i1"]),
      qMatrix: qMatrixFromIds([["a"], ["b"]]),
      offsets: Int32Array.from({ length: 401 }, (_, l) => 8 * l),
      item: Int32Array.from(item),
      score: Uint8Array.from(scores),
    };
    const { tracer, report } = await bktDescriptor.fit(log, { individualPrior: "past-answers" }, { seed });
    const state = tracer.start(2);
    for (let t = 0; t < 4; t++) tracer.observe(state, Int32Array.of(0, 0), Float32Array.of(1, 0));
    const mastery = tracer.mastery(state);
    expect(mastery[1]).toBeGreaterThan(0.9);
    expect(mastery[1]).toBeCloseTo(conceptRow(report, "b").priorPast4!, 6);
    expect(mastery[3]).toBeLessThan(0.1);
  });

  it("predicts items without a concept by their own mean with one answer at the mean of the log added", async () => {
    const log: InteractionLog = {
      learners: createVocabulary(["l0"]),
      items: createVocabulary(["tagged", "untagged", "unseen"]),
      qMatrix: qMatrixFromIds([["a"], [], []]),
      offsets: Int32Array.of(0, 4),
      item: Int32Array.of(0, 1, 1, 1),
      score: Uint8Array.of(1, 1, 0, 0),
    };
    const { tracer, report } = await bktDescriptor.fit(log, {}, { seed });
    // Mean of the log with one answer of each kind added: 3 / 6.
    const predicted = tracer.predict(tracer.start(1));
    expect(predicted[1]).toBeCloseTo((1 + 0.5) / 4, 6);
    expect(predicted[2]).toBeCloseTo(0.5, 6);
    expect(report.warnings.find(({ code }) => code === "ITEM_WITHOUT_DATA")!.ids).toEqual(["unseen"]);
  });

  it("says which concepts had no data and what it assumed", async () => {
    const { report, tracer } = await bktDescriptor.fit(
      makeLog({ seed: 5, learners: 40, answersEach: 10 }),
      {},
      { seed },
    );
    expect(report.warnings.find(({ code }) => code === "CONCEPT_WITHOUT_DATA")!.ids).toEqual(["d"]);
    expect(conceptRow(report, "d")).toMatchObject({ prior: 0.2, learn: 0.1, guess: 0.1, slip: 0.1, forget: 0 });
    expect(tracer.mastery(tracer.start(1))[3]).toBeCloseTo(0.2, 6);
  });

  it("reports degenerate parameters with the concepts they belong to", async () => {
    const codes = async (answers: number[][], config: Partial<BktConfig>): Promise<string[]> => {
      const { report } = await bktDescriptor.fit(oneConceptLog(answers), config, { seed });
      for (const { ids } of report.warnings) expect(ids).toEqual(["a"]);
      return report.warnings.map(({ code }) => code);
    };
    // All correct: known from the start, or guessed; all wrong: never known, or slipped.
    const right = new Array(20).fill([1, 1, 1, 1]);
    const wrong = new Array(20).fill([0, 0, 0, 0]);
    expect(await codes(right, {})).toContain("PRIOR_AT_1");
    expect(await codes(wrong, {})).toEqual(expect.arrayContaining(["PRIOR_AT_0", "LEARN_NEAR_0"]));
    // From wrong to right in one step, always.
    expect(await codes(new Array(20).fill([0, 1, 1, 1]), {})).toEqual(
      expect.arrayContaining(["PRIOR_AT_0", "LEARN_NEAR_1"]),
    );
    // Everybody gets worse, which only a "known" state that answers wrongly explains.
    const worse = new Array(20).fill([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(await codes(worse, { maxGuess: 0.99, maxSlip: 0.99, starts: 20 })).toContain("GUESS_PLUS_SLIP");
    expect(await codes(worse, {})).toEqual(expect.arrayContaining(["GUESS_AT_BOUND"]));
    expect(await codes(worse, { maxIterations: 1, startIterations: 1 })).toContain("NOT_CONVERGED");
  });

  it.each<[string, Partial<BktConfig>, string]>([
    ["no starts", { starts: 0 }, '"starts" to be a whole number of at least 1, got 0'],
    ["half an iteration", { maxIterations: 1.5 }, '"maxIterations" to be a whole number of at least 1, got 1.5'],
    ["a guess above 1", { maxGuess: 1.2 }, '"maxGuess" in 0.0001…0.9999, got 1.2'],
    ["a tolerance that is no number", { tolerance: Number.NaN }, '"tolerance" at least 0, got NaN'],
    ["a probability floor of 0", { minProbability: 0 }, '"minProbability" in 1e-9…0.5, got 0'],
    ["a text for a flag", { forgets: "yes" as unknown as boolean }, '"forgets" to be a boolean, got "yes"'],
    ["an unknown rule", { combine: "meen" as "mean" }, 'got "meen"; did you mean "mean"?'],
  ])("refuses %s", async (_, config, message) => {
    await expect(bktDescriptor.fit(oneConceptLog([[1]]), config, { seed })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining(message),
    });
  });

  it("stops between concepts when it is aborted on the way", async () => {
    const controller = new AbortController();
    const log = makeLog({ seed: 5, learners: 40, answersEach: 10 });
    const fit = bktDescriptor.fit(
      log,
      {},
      {
        seed,
        signal: controller.signal,
        onProgress: ({ done }) => done === 1 && controller.abort(new Error("enough")),
      },
    );
    await expect(fit).rejects.toThrow("enough");
  });
});

it("refuses a state that holds no probabilities and leaves it as it was", async () => {
  const { tracer } = await bktDescriptor.fit(makeLog({ seed: 1, learners: 20, answersEach: 10 }), {}, { seed: 1 });
  const state = tracer.start(2) as BktState;
  state.unknown[state.unknown.length / 2] = Number.NaN;
  const before = structuredClone(state);
  const item = Int32Array.of(0, tracer.qMatrix.concept.indexOf(0));
  expect(() => tracer.observe(state, item, Float32Array.of(1, 1))).toThrow(
    "bkt.observe: expected a state of probabilities",
  );
  expect(state).toEqual(before);
});
