import { createNumberedVocabulary, createRandomStream, identityQMatrix, selectLearners } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { logOf } from "../../test/log-of";
import { type Answering, scriptedSimulator } from "../../test/scripted-simulator";
import { createShareTracer } from "../../test/share-tracer";
import type { QualityFigureId, SimulatorQuality } from "../types/simulator-quality";
import { simulatorQuality } from "./simulator-quality";

const all = (count: number) => Int32Array.from({ length: count }, (_, l) => l);
const figure = (quality: SimulatorQuality, id: QualityFigureId) => quality.figures.find((known) => known.id === id);

describe("a tiny log, by hand", () => {
  const log = logOf(2, [
    [
      [0, 0],
      [0, 0],
      [0, 1],
      [1, 1],
    ],
    [],
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ]);
  const rewardTracer = createShareTracer(log.items);
  const simulator = scriptedSimulator(log.items, log.qMatrix, () => 1);
  const judge = (more: object = {}) =>
    simulatorQuality({ simulator, log, learners: all(3), rewardTracer, seed: 1, repeats: 2, ...more });

  it("gives every figure", async () => {
    const quality = await judge();
    expect(quality).toMatchObject({ simulator: "scripted", learners: 2, repeats: 2 });
    expect(quality.figures.map(({ id }) => id)).toEqual(["correct-rate", "attempts", "mastery-growth"]);
    // Rates 1/2 and 1/4 against 1 and 1: differences .5 and .75, mean .625, half width 12.706 · .125 = 1.588.
    const rate = figure(quality, "correct-rate")!;
    expect(rate).toMatchObject({ real: 0.375, simulated: 1, value: 0.625, verdict: "cannot tell" });
    expect(rate.low).toBeCloseTo(0.625 - 1.5883, 3);
    expect(rate.high).toBeCloseTo(0.625 + 1.5883, 3);
    // 4 answers in 2 visits and 4 in 3, against 1 each: 5/3 against 1; bound .15 · 5/3 = .25.
    const attempts = figure(quality, "attempts")!;
    expect(attempts.real).toBeCloseTo(5 / 3, 12);
    expect(attempts.value).toBeCloseTo(-2 / 3, 12);
    expect(attempts.bounds.most).toBeCloseTo(0.25, 12);
    // P(known) = (right + 1) / (answers + 2), 1/2 at the start. Real: (2/5 + 2/3) / 2 and (1/4 + 1/2) / 2; simulated:
    // 2/3 and (3/4 + 2/3) / 2. Less 1/2: 1/30 and -1/8 against 1/6 and 5/24.
    const growth = figure(quality, "mastery-growth")!;
    expect(growth.real).toBeCloseTo((1 / 30 - 1 / 8) / 2, 6);
    expect(growth.simulated).toBeCloseTo((1 / 6 + 5 / 24) / 2, 6);
    // First attempts. Concepts for the first time: (0 + 1) / 2 and (0 + 0) / 2 against 1 and 1. For the second time: only
    // the last learner comes back to an item, 0 against 1.
    expect(quality.learningCurve).toMatchObject([
      { from: 1, to: 1, learners: 2, real: 0.25, simulated: 1, difference: { value: 0.75 } },
      { from: 2, to: 2, learners: 1, real: 0, simulated: 1, difference: { value: 1 } },
    ]);
    expect(quality.learningCurve).toHaveLength(2);
    expect(quality.learningCurve[1]!.difference).toEqual({ value: 1 });
    expect(quality.notes).toEqual([
      "No model behind it foretells answers: no area and no calibration error.",
      "Nobody met a concept three times: no rise along the learning curve.",
    ]);
  });

  it("is plain JSON", async () => {
    const quality = await judge();
    expect(JSON.parse(JSON.stringify(quality))).toEqual(quality);
  });

  it("compares long logs up to an answer, and says so", async () => {
    const quality = await judge({ maxAnswers: 2 });
    // Wrong answers only: 0 and 0.
    expect(figure(quality, "correct-rate")!.real).toBe(0);
    expect(quality.notes[0]).toBe("Compared over each learner's first 2 answers.");
  });

  it("refuses learners without answers and no repeats", async () => {
    await expect(judge({ learners: Int32Array.of(1) })).rejects.toThrow(
      "expected learners with answers, got none among 1",
    );
    await expect(judge({ repeats: 0 })).rejects.toThrow("expected repeats to be a whole number from 1, got 0");
  });

  it("judges held-out figures", async () => {
    const quality = await judge({
      heldOut: { auc: { value: 0.55, low: 0.52, high: 0.58 }, ece: { value: 0.06, low: 0.055, high: 0.09 } },
    });
    expect(figure(quality, "auc")).toMatchObject({ value: 0.55, low: 0.52, high: 0.58, verdict: "fails" });
    // Resamples lie above the value: as far below it as above, .06 - .03, and so within the bound of .05 perhaps.
    expect(figure(quality, "calibration-error")).toMatchObject({ value: 0.06, high: 0.09, verdict: "cannot tell" });
    expect(figure(quality, "calibration-error")!.low).toBeCloseTo(0.03, 12);
    expect(quality.fails).toEqual(["auc"]);
    const bad = await judge({ heldOut: { ece: { value: 0.2, low: 0.16, high: 0.3 } } });
    expect(bad.fails).toEqual(["calibration-error"]);
    expect(bad.notes[0]).toBe("Held-out answers are all alike or not right or wrong: no area under the curve.");
  });
});

describe("learners who learn, differ and try again", () => {
  const items = createNumberedVocabulary(12);
  const qMatrix = identityQMatrix(items);
  const LEARNERS = 200;
  /** Able ones start higher; each attempt at an item adds to the chance. */
  const chance = ({ learner, practised }: Answering): number =>
    0.2 + 0.4 * ((learner % 10) / 9) + 0.3 * (1 - 0.6 ** practised);
  const truth = scriptedSimulator(items, qMatrix, (answering) => (answering.luck < chance(answering) ? 1 : 0));
  const log = recordWithRetries();
  const rewardTracer = createShareTracer(items);
  const judge = (simulator: typeof truth, seed = 7) =>
    simulatorQuality({ simulator, log, learners: all(LEARNERS), rewardTracer, seed });

  /** Items at random; after a wrong answer three in four try again. */
  function recordWithRetries() {
    const stream = createRandomStream(3);
    const env = truth.create(LEARNERS);
    env.reset({ seed: 1, learners: all(LEARNERS) });
    const answers: [number, number][][] = Array.from({ length: LEARNERS }, () => []);
    for (let t = 0; t < 40; t++) {
      const actions = Int32Array.from(answers, (own) => {
        const last = own.at(-1);
        return last !== undefined && last[1] === 0 && stream.uniform() < 0.75 ? last[0] : stream.integer(12);
      });
      const { response } = env.step(actions);
      for (const [l, own] of answers.entries()) own.push([actions[l]!, response[l]!]);
    }
    return logOf(12, answers);
  }

  it("their true simulator passes everything, under luck that is not theirs", async () => {
    const quality = await judge(truth);
    expect(quality.figures.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["correct-rate", "passes"],
      ["learning-curve", "passes"],
      ["attempts", "passes"],
      ["mastery-growth", "passes"],
    ]);
    expect(quality.fails).toEqual([]);
    // No difference is there, so the intervals hold 0 (each in 95 of 100 seeds).
    for (const { low, high } of quality.figures) expect(Math.sign(low!) * Math.sign(high!)).toBe(-1);
    for (const { difference } of quality.learningCurve) expect(Math.abs(difference.value)).toBeLessThan(0.05);
  });

  it("one that is always right is marked, and so is one that never learns", async () => {
    const always = await judge(scriptedSimulator(items, qMatrix, () => 1));
    expect(always.fails).toEqual(["correct-rate", "learning-curve", "attempts", "mastery-growth"]);
    const never = await judge(
      scriptedSimulator(items, qMatrix, (answering) =>
        answering.luck < chance({ ...answering, practised: 0 }) ? 1 : 0,
      ),
    );
    expect(never.fails).toContain("learning-curve");
  });

  it("does not depend on who else is compared", async () => {
    const options = { simulator: truth, rewardTracer, seed: 7 };
    const some = Int32Array.of(120, 3, 77, 51);
    const picked = await simulatorQuality({ ...options, log, learners: some });
    // The same four as a population of their own: learner k of it is some[k].
    const alone = await simulatorQuality({
      ...options,
      simulator: scriptedSimulator(items, qMatrix, (answering) =>
        answering.luck < chance({ ...answering, learner: some[answering.learner]! }) ? 1 : 0,
      ),
      log: selectLearners(log, some),
      learners: all(4),
    });
    expect(figure(picked, "correct-rate")!.real).toBe(figure(alone, "correct-rate")!.real);
    const shuffled = await simulatorQuality({ ...options, log, learners: some.slice().reverse() });
    expect(figure(shuffled, "correct-rate")!.real).toBeCloseTo(figure(picked, "correct-rate")!.real!, 12);
  });
});
