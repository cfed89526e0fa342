import {
  createNumberedVocabulary,
  createVocabulary,
  type KnowledgeTracer,
  NO_ITEM,
  qMatrixFromIds,
  type Simulator,
  type StepResult,
  type TracerState,
} from "@zpd/core";
import { describe, expect, test } from "vitest";
import { countingTracer } from "../../test/counting-tracer";
import { checkEnv } from "../loops/check-env";
import { createCourse } from "../loops/create-course";
import { courseSimulator } from "./course-environment";
import { foldedSimulator, NO_FOLD } from "./folded-environment";
import { tracerSimulator } from "./tracer-environment";

const items = createVocabulary(["p", "q", "pq"]);
const counting = countingTracer(items, qMatrixFromIds([["p"], ["q"], ["p", "q"]]));

/** The counting tracer with its predictions drawn towards `rate`: folds that differ, as fits on other learners do. */
function drawnTo(rate: number): KnowledgeTracer {
  return {
    ...counting,
    predictItems(state: TracerState, candidates, out) {
      const predicted = counting.predictItems(state as never, candidates, out);
      for (let n = 0; n < predicted.length; n++) predicted[n] = (predicted[n]! + rate) / 2;
      return predicted;
    },
  } as KnowledgeTracer;
}

const preTest = Float64Array.from({ length: 7 }, (_, l) => l / 10);
const folds = [0.1, 0.5, 0.9].map((rate) => tracerSimulator(drawnTo(rate), { preTest }));
const foldOf = Int32Array.of(2, 0, 0, 1, 2, 0, 2);

const copy = ({ observation, response, reward, info }: StepResult, b: number, width: number) => ({
  last: [observation.lastItem[b], observation.lastScore[b]],
  response: response[b],
  reward: reward[b],
  preTest: info.preTest?.[b],
  trueScore: info.trueScore?.[b],
  mask: info.actionMask === undefined ? undefined : [...info.actionMask.subarray(b * width, (b + 1) * width)],
});

describe("a simulator of folds", () => {
  test("makes of every learner exactly what her fold's simulator makes of her", () => {
    const learners = Int32Array.of(5, 0, 3, 6, 1, 1, 4);
    const streams = Int32Array.of(0, 1, 2, 0, 0, 1, 3);
    const whole = foldedSimulator({ simulators: folds, foldOf }).create(7);
    whole.reset({ seed: 3, learners, streams });
    const alone = Array.from(learners, (learner, b) => {
      const env = folds[foldOf[learner]!]!.create(1);
      env.reset({ seed: 3, learners: Int32Array.of(learner), streams: streams.subarray(b, b + 1) });
      return env;
    });
    const seen = new Set<number>();
    for (let t = 0; t < 12; t++) {
      const actions = learners.map((learner, b) => ((t + learner + b) % 4 === 3 ? NO_ITEM : (t + b) % 3));
      const result = whole.step(actions);
      for (const [b, env] of alone.entries()) {
        const row = copy(result, b, 3);
        expect(row).toEqual(copy(env.step(actions.subarray(b, b + 1)), 0, 3));
        expect(row.preTest).toBe(learners[b]! / 10);
        if (row.response === 0 || row.response === 1) seen.add(row.response);
      }
    }
    expect(seen.size).toBe(2);
    // The folds do differ: P = (1/2 + rate) / 2 at first, .3 against .7.
    const first = (simulator: Simulator): number => {
      const env = simulator.create(2000);
      env.reset({ seed: 1, learners: new Int32Array(2000), streams: Int32Array.from({ length: 2000 }, (_, s) => s) });
      return env.step(new Int32Array(2000)).response.reduce((sum, right) => sum + right, 0) / 2000;
    };
    expect(first(folds[0]!)).toBeCloseTo(0.3, 1);
    expect(first(folds[2]!)).toBeCloseTo(0.7, 1);
  });

  test("passes the contract check, with pre-tests, true scores and masks", async () => {
    expect(await checkEnv(foldedSimulator({ simulators: folds, foldOf }))).toEqual([]);
    expect(await checkEnv(foldedSimulator({ simulators: folds.slice(0, 1), foldOf: new Int32Array(7) }))).toEqual([]);
    const courses = [1, 1].map((seed) => courseSimulator(createCourse("small", { seed }), { mask: "prerequisites" }));
    const course = foldedSimulator({ simulators: courses, foldOf: Int32Array.of(1, 0, 0, 1, 1) });
    expect(await checkEnv(course)).toEqual([]);
  });

  test("takes another batch of other folds at the next reset", () => {
    const env = foldedSimulator({ simulators: folds, foldOf }).create(2);
    env.reset({ seed: 1, learners: Int32Array.of(0, 4) });
    env.step(Int32Array.of(1, 1));
    env.reset({ seed: 1, learners: Int32Array.of(3, 1) });
    const { observation } = env.step(Int32Array.of(2, NO_ITEM));
    expect([...observation.lastItem]).toEqual([2, NO_ITEM]);
  });

  test("refuses a step for all folds or none", () => {
    const env = foldedSimulator({ simulators: folds, foldOf }).create(2);
    const play = (spoil: boolean): number[] => {
      env.reset({ seed: 2, learners: Int32Array.of(1, 0) });
      // Row 0 is of the fold that moves first, row 1 of the last one, which refuses.
      if (spoil) expect(() => env.step(Int32Array.of(0, 3))).toThrow(/item indices 0…2.*got 3 for row 1/);
      return Array.from({ length: 20 }, () => env.step(Int32Array.of(0, 1)).response[0]!);
    };
    expect(play(true)).toEqual(play(false));
  });

  test("refuses what cannot be one population", () => {
    const [first] = folds;
    const other = tracerSimulator({ ...counting, id: "other" });
    const wider = tracerSimulator({ ...counting, items: createNumberedVocabulary(4) });
    const make =
      (simulators: Simulator[], of = foldOf) =>
      () =>
        foldedSimulator({ simulators, foldOf: of });
    expect(make([])).toThrow("foldedSimulator: expected at least one simulator, got none");
    expect(make([first!, other])).toThrow('expected folds of one simulator, "counting", got "other" among them');
    expect(make([first!, wider])).toThrow('expected every fold of "counting" to know the same 3 items');
    expect(make([first!, folds[1]!])).toThrow("expected folds 0…1, or -1 for none, got 2 for learner 0");
    expect(make(folds, Int32Array.of(0, -2))).toThrow("got -2 for learner 1");
  });

  test("refuses to play a learner whom every fold has seen", () => {
    const env = foldedSimulator({ simulators: folds, foldOf: Int32Array.of(0, NO_FOLD, 1) }).create(2);
    expect(() => env.reset({ seed: 1, learners: Int32Array.of(0, 1) })).toThrow(
      'foldedSimulator "counting".reset: expected learners who belong to a fold, got learner 1, who belongs to none',
    );
    env.reset({ seed: 1, learners: Int32Array.of(0, 2) });
  });

  test("refuses folds of which only some know a pre-test, and learners outside the population", () => {
    const mixed = [folds[0]!, tracerSimulator(counting)];
    const env = foldedSimulator({ simulators: mixed, foldOf: Int32Array.of(0, 1) }).create(2);
    expect(() => env.reset({ seed: 1, learners: Int32Array.of(0, 1) })).toThrow(
      'foldedSimulator "counting": expected every fold or none to give info.preTest, got 1 of 2',
    );
    expect(() => env.reset({ seed: 1, learners: Int32Array.of(0, 2) })).toThrow(/0…1, got 2 for row 1/);
  });
});
