import { fingerprintLog, NO_ITEM, type Policy } from "@zpd/core";
import { describe, expect, test } from "vitest";
import { countingTracer } from "../../test/counting-tracer";
import { inOrder, shuffled } from "../../test/simple-policies";
import { courseSimulator } from "../environments/course-environment";
import { tracerSimulator } from "../environments/tracer-environment";
import type { SequencedSimulator } from "../types/simulated-env";
import { createCourse } from "./create-course";
import { recordLog } from "./record-log";

const course = createCourse("small", { seed: 1 });
const simulator = courseSimulator(course);
const policy = shuffled(course.items, 5);

describe("recordLog", () => {
  test("holds what a learner played alone would have answered", async () => {
    const { log, tests, sequence } = await recordLog(simulator, policy, {
      learners: 40,
      answersPerLearner: { median: 12 },
      seed: 3,
      batchSize: 7,
    });
    expect(sequence).toEqual(course.sequence);
    for (const learner of [0, 17, 39]) {
      const env = simulator.create(1);
      const { info } = env.reset({ seed: 3, learners: Int32Array.of(learner) });
      expect(tests!.preTest[learner]).toBe(info.preTest![0]);
      for (let n = log.offsets[learner]!; n < log.offsets[learner + 1]!; n++)
        expect(env.step(Int32Array.of(log.item[n]!)).response[0]).toBe(log.score[n]);
      // Learners who finished early rested until the batch was done: nothing of that may show.
      expect(tests!.postTest[learner]).toBe(env.samplePostTest()[0]);
    }
  });

  test("is the same whatever the batch, and follows the order of the learners asked for", async () => {
    const make = async (batchSize: number, learners: number | Int32Array): Promise<string> =>
      fingerprintLog(
        (await recordLog(simulator, policy, { learners, answersPerLearner: { median: 9 }, seed: 3, batchSize })).log,
      );
    const whole = await make(100, 23);
    expect(await make(1, 23)).toBe(whole);
    const two = await recordLog(simulator, policy, { learners: Int32Array.of(9, 2), answersPerLearner: 4, seed: 3 });
    expect(two.log.learners.ids).toEqual(["learner-10", "learner-3"]);
  });

  test("lengths follow the log-normal law between its limits", async () => {
    const { log } = await recordLog(simulator, policy, {
      learners: 2_000,
      answersPerLearner: { median: 20, spread: 0.5, min: 5, max: 60 },
      seed: 3,
    });
    const lengths = Array.from({ length: 2_000 }, (_, l) => log.offsets[l + 1]! - log.offsets[l]!);
    lengths.sort((a, b) => a - b);
    expect(lengths[0]).toBeGreaterThanOrEqual(5);
    expect(lengths[1_999]).toBeLessThanOrEqual(60);
    // Median 20; its standard error is 1.25 * 20 * 0.5 / sqrt(2,000) = 0.28, four of them and rounding.
    expect(Math.abs(lengths[1_000]! - 20)).toBeLessThanOrEqual(2);
    // Quartile: 20 exp(0.6745 * 0.5) = 28.0.
    expect(Math.abs(lengths[1_500]! - 28)).toBeLessThanOrEqual(2);
  });

  test("a simulator without tests gives a log without tests", async () => {
    const made = await recordLog(
      tracerSimulator(countingTracer(course.items, course.qMatrix)),
      inOrder(course.items, course.sequence),
      { learners: 3, answersPerLearner: 6, seed: 1 },
    );
    expect(made.tests).toBeUndefined();
    expect(made.sequence).toBeUndefined();
    expect(Array.from(made.log.offsets)).toEqual([0, 6, 12, 18]);
  });

  test("learners whose episode ends early have fewer answers, and answers between 0 and 1 are kept", async () => {
    // Learner 1 leaves after two answers; everybody's answers are halved.
    const leaving: SequencedSimulator = {
      ...simulator,
      create(batchSize) {
        const env = simulator.create(batchSize);
        let at = Number.NaN;
        let steps = 0;
        return {
          ...env,
          reset(options) {
            at = options.learners.indexOf(1);
            steps = 0;
            return env.reset(options);
          },
          step(actions) {
            const result = env.step(actions);
            steps++;
            const terminated = result.terminated.map((_, b) => (b === at && steps >= 2 ? 1 : 0));
            return { ...result, terminated, response: result.response.map((value) => value / 2) };
          },
        };
      },
    };
    const run = { learners: 3, answersPerLearner: 4, seed: 1 };
    const { log } = await recordLog(leaving, policy, run);
    const whole = (await recordLog(simulator, policy, run)).log;
    expect(Array.from(log.offsets)).toEqual([0, 4, 6, 10]);
    const kept = [0, 1, 2, 3, 4, 5, 8, 9, 10, 11];
    expect(Array.from(log.item)).toEqual(kept.map((n) => whole.item[n]));
    expect(Array.from(log.score)).toEqual(kept.map((n) => whole.score[n]! / 2));
  });

  test("tells how far it is, and stops when asked", async () => {
    const events: number[] = [];
    const run = { learners: 10, answersPerLearner: 3, seed: 1 };
    await recordLog(simulator, policy, { ...run, onProgress: ({ done, total }) => events.push(done / total!) });
    expect(events).toEqual([1 / 3, 2 / 3, 1]);
    await expect(
      recordLog(simulator, policy, { ...run, signal: AbortSignal.abort(new Error("stop")) }),
    ).rejects.toThrow("stop");
  });

  test("refuses learners twice, lengths of nothing, unknown options and a policy with nothing to offer", async () => {
    const mute: Policy = {
      ...policy,
      id: "mute",
      recommend: (state) => ({
        items: new Int32Array(state.batchSize).fill(NO_ITEM),
        scores: new Float32Array(state.batchSize),
      }),
    };
    const run = { learners: 4, answersPerLearner: 3, seed: 1 };
    const refused: [Promise<unknown>, RegExp][] = [
      [recordLog(simulator, policy, { ...run, learners: Int32Array.of(1, 1) }), /each index once/],
      [recordLog(simulator, policy, { ...run, learners: 0 }), /at least one learner/],
      [recordLog(simulator, policy, { ...run, answersPerLearner: 0 }), /answersPerLearner >= 1/],
      [recordLog(simulator, policy, { ...run, answersPerLearner: 2.5 }), /whole number of answers.* got 2.5/],
      [recordLog(simulator, policy, { ...run, answersPerLearner: { median: 9, max: 12.5 } }), /12.5/],
      [recordLog(simulator, policy, { ...run, answersPerLearner: { median: 9, min: 5, max: 4 } }), /min <= max/],
      [recordLog(simulator, policy, { ...run, answersPerLearner: { median: 9, sd: 4 } as never }), /"sd"/],
      [recordLog(simulator, policy, { ...run, batchsize: 4 } as never), /did you mean "batchSize"/],
      [recordLog(simulator, policy, { ...run, seed: Number.NaN }), /integer seed/],
      [recordLog(simulator, mute, run), /an item from mute for every learner, got none for learner 0 at answer 1/],
    ];
    for (const [promise, message] of refused) await expect(promise).rejects.toThrow(message);
  });
});
