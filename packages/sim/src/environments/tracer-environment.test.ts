import { createRandomField, createVocabulary, NO_ITEM, qMatrixFromIds } from "@zpd/core";
import { describe, expect, test } from "vitest";
import { countingTracer } from "../../test/counting-tracer";
import { checkEnv } from "../loops/check-env";
import { tracerSimulator } from "./tracer-environment";

const items = createVocabulary(["p", "q", "pq"]);
const tracer = countingTracer(items, qMatrixFromIds([["p"], ["q"], ["p", "q"]]));
const range = (count: number): Int32Array => Int32Array.from({ length: count }, (_, n) => n);

describe("a tracer as a learner", () => {
  test("thresholded: P(correct) >= 0.5 is right; reward is the growth of mean mastery", () => {
    const env = tracerSimulator(tracer, { responses: "threshold" }).create(1);
    env.reset({ seed: 1, learners: range(1) });
    // Mastery starts at 1/2 each. Answer 1 on p, right (1/2): 2/3, so the mean grows by (2/3 - 1/2) / 2 = 1/12.
    const first = env.step(Int32Array.of(0));
    expect(first.response[0]).toBe(1);
    expect(first.reward[0]).toBeCloseTo(1 / 12, 6);
    // Answer 2 on pq, P = (2/3 + 1/2) / 2 >= 1/2: right. Mastery 3/4 and 2/3: growth (1/12 + 1/6) / 2 = 1/8.
    const second = env.step(Int32Array.of(2));
    expect(second.response[0]).toBe(1);
    expect(second.reward[0]).toBeCloseTo(1 / 8, 6);
  });

  test("sampled: right exactly where the learner's uniform number lies below the prediction", () => {
    const size = 200;
    const env = tracerSimulator(tracer).create(size);
    env.reset({ seed: 8, learners: range(size) });
    const field = createRandomField(8, "tracer response");
    const first = env.step(new Int32Array(size)).response.slice();
    for (let b = 0; b < size; b++) expect(first[b]).toBe(field.uniform(b, 0, 0) < 1 / 2 ? 1 : 0);
    // After one answer on p its prediction is 2/3 or 1/3.
    const { response } = env.step(new Int32Array(size));
    for (let b = 0; b < size; b++) expect(response[b]).toBe(field.uniform(b, 0, 1) < (1 + first[b]!) / 3 ? 1 : 0);
  });

  test("without rewards the answers are the same and every reward is 0", async () => {
    const [paid, unpaid] = (["mastery-growth", "none"] as const).map((reward) =>
      tracerSimulator(tracer, { reward }).create(5),
    );
    for (const env of [paid!, unpaid!]) env.reset({ seed: 4, learners: range(5) });
    for (let step = 0; step < 3; step++) {
      const { response } = paid!.step(new Int32Array(5).fill(step));
      const other = unpaid!.step(new Int32Array(5).fill(step));
      expect([...other.response]).toEqual([...response]);
      expect([...other.reward]).toEqual([0, 0, 0, 0, 0]);
    }
    expect(await checkEnv(tracerSimulator(tracer, { reward: "none" }))).toEqual([]);
  });

  test("passes the contract check under both options and with a pre-test", async () => {
    expect(await checkEnv(tracerSimulator(tracer))).toEqual([]);
    expect(await checkEnv(tracerSimulator(tracer, { responses: "threshold" }))).toEqual([]);
    expect(await checkEnv(tracerSimulator(tracer, { preTest: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5) }))).toEqual([]);
    expect(await checkEnv(tracerSimulator(tracer).create(3))).toEqual([]);
  });

  test("hands each learner's pre-test on and knows no others", () => {
    const env = tracerSimulator(tracer, { preTest: Float64Array.of(0.1, 0.2, 0.3) }).create(2);
    expect(Array.from(env.reset({ seed: 1, learners: Int32Array.of(2, 0) }).info.preTest!)).toEqual([0.3, 0.1]);
    expect(() => env.reset({ seed: 1, learners: Int32Array.of(2, 3) })).toThrow(/0…2, got 3 for row 1/);
    expect(() => env.step(Int32Array.of(NO_ITEM, 3))).toThrow(/item indices 0…2/);
  });

  test("refuses unknown options", () => {
    expect(() => tracerSimulator(tracer, { response: "sample" } as object)).toThrow(/did you mean "responses"/);
    expect(() => tracerSimulator(tracer, { responses: "round" } as object)).toThrow(/"sample" or "threshold"/);
  });
});
