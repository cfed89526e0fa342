import type { Policy } from "@zpd/core";
import { createRandomField, isZpdError, NO_ITEM } from "@zpd/core";
import { describe, expect, test } from "vitest";
import { inOrder, shuffled } from "../../test/simple-policies";
import { tinySpec } from "../../test/tiny-course";
import { checkEnv } from "../loops/check-env";
import { courseDescriptors, createCourse } from "../loops/create-course";
import type { CourseSpec } from "../types/course-spec";
import { courseSimulator } from "./course-environment";

const range = (count: number): Int32Array => Int32Array.from({ length: count }, (_, n) => n);

/** Mean true score after a number of answers under a policy. */
function growth(
  name: string,
  makePolicy: "forward" | "backward" | "shuffled",
  answers: number,
  seed = 3,
): Float64Array {
  const course = createCourse(name, { seed });
  const env = courseSimulator(course).create(200);
  const order = makePolicy === "backward" ? course.sequence.slice().reverse() : course.sequence;
  const policy: Policy = makePolicy === "shuffled" ? shuffled(course.items, 7) : inOrder(course.items, order);
  const state = policy.start({ batchSize: 200, seed: 1 });
  let { info } = env.reset({ seed: 11, learners: range(200) });
  for (let t = 0; t < answers; t++) {
    const actions = policy.recommend(state, { k: 1 }).items;
    const result = env.step(actions);
    policy.observe(state, actions, result.response);
    info = result.info;
  }
  return info.trueScore!.slice();
}

/** Mean of paired differences over its standard error. */
function pairedT(a: Float64Array, b: Float64Array): number {
  const difference = a.map((value, n) => value - b[n]!);
  const mean = difference.reduce((sum, value) => sum + value, 0) / difference.length;
  const variance = difference.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (difference.length - 1);
  return mean / Math.sqrt(variance / difference.length);
}

describe("the course environment", () => {
  test("two steps of a tiny course follow the laws, worked out by hand", () => {
    const course = createCourse(tinySpec, { seed: 4 });
    const env = courseSimulator(course).create(1);
    const { info } = env.reset({ seed: 9, learners: Int32Array.of(6) });
    // Start, equation (9) with exponent 1: k_a = u_a, k_b = u_b * k_a (readiness with floor 0).
    const start = createRandomField(4, "course starting knowledge");
    const a0 = start.uniform(6, 0);
    const b0 = start.uniform(6, 1) * a0;
    expect(env.knowledge[0]).toBeCloseTo(a0, 14);
    expect(env.knowledge[1]).toBeCloseTo(b0, 14);
    // Score, equations (3) and (10): the mean of 0.2 + 0.7 k over both questions.
    expect(info.trueScore![0]).toBeCloseTo(0.2 + 0.35 * (a0 + b0), 14);
    const preUniform = createRandomField(4, "course pre-test").uniform(6, 0);
    expect(info.preTest![0]).toBe(preUniform < 0.2 + 0.7 * a0 ? 1 : 0);

    // Step 1, item a1: P = 0.2 + 0.7 a0; dose = ln 2 * exp(-(a0 - 0.5)^2 / 0.125) * (1 or 0.5); readiness 1.
    const luck = createRandomField(9, "course response");
    const first = luck.uniform(6, 0, 0) < 0.2 + 0.7 * a0;
    const dose1 = Math.LN2 * Math.exp(-((a0 - 0.5) ** 2) / 0.125) * (first ? 1 : 0.5);
    const a1 = 1 - (1 - a0) * Math.exp(-dose1);
    const step1 = env.step(Int32Array.of(0));
    expect(step1.response[0]).toBe(first ? 1 : 0);
    expect(env.knowledge[0]).toBeCloseTo(a1, 13);
    expect(env.knowledge[1]).toBeCloseTo(b0, 14);
    expect(step1.reward[0]).toBeCloseTo(0.35 * (a1 - a0), 13);

    // Step 2, item ab: grasp is k_b (b0 < a0), difficulty ln 2 squares it, guess 0: P = 0.9 b0^2. b learns with readiness a1.
    const second = luck.uniform(6, 0, 1) < 0.9 * b0 * b0;
    const dose2 = Math.LN2 * Math.exp(-((b0 * b0 - 0.5) ** 2) / 0.125) * (second ? 1 : 0.5);
    const step2 = env.step(Int32Array.of(2));
    expect(step2.response[0]).toBe(second ? 1 : 0);
    expect(env.knowledge[0]).toBeCloseTo(1 - (1 - a1) * Math.exp(-dose2), 13);
    expect(env.knowledge[1]).toBeCloseTo(1 - (1 - b0) * Math.exp(-dose2 * a1), 13);
  });

  test("with a half-life of one answer, what is not practised halves and a resting learner forgets nothing", () => {
    const spec = { ...tinySpec, laws: { ...tinySpec.laws, halfLifeAnswers: 1 } };
    const env = courseSimulator(createCourse(spec, { seed: 4 })).create(2);
    env.reset({ seed: 9, learners: Int32Array.of(6, 6) });
    const before = env.knowledge.slice();
    const { info, observation } = env.step(Int32Array.of(0, NO_ITEM));
    expect(env.knowledge[1]).toBeCloseTo(before[1]! / 2, 14);
    // Equation (7) alone for what was practised: learnt and not forgotten.
    const right = observation.lastScore[0] === 1;
    const dose = Math.LN2 * Math.exp(-((before[0]! - 0.5) ** 2) / 0.125) * (right ? 1 : 0.5);
    expect(env.knowledge[0]).toBeCloseTo(1 - (1 - before[0]!) * Math.exp(-dose), 13);
    expect(env.knowledge.slice(2)).toEqual(before.slice(2));
    expect(info.trueScore![0]).toBeCloseTo(0.2 + 0.35 * (env.knowledge[0]! + env.knowledge[1]!), 14);
  });

  test("answers come at the rate of equation (3)", () => {
    // 20,000 learners of one kind, first answer: the share of right answers is the mean of 0.2 + 0.7 k_a, k_a uniform: 0.55.
    const size = 20_000;
    const env = courseSimulator(createCourse(tinySpec, { seed: 1 })).create(size);
    env.reset({ seed: 2, learners: range(size) });
    const { response } = env.step(new Int32Array(size));
    const share = response.reduce((sum, value) => sum + value, 0) / size;
    // Four standard errors: 4 sqrt(0.55 * 0.45 / 20,000) = 0.014.
    expect(Math.abs(share - 0.55)).toBeLessThan(0.014);
  });

  test("the post-test is sampled around the true score, question by question", () => {
    const size = 5_000;
    const env = courseSimulator(createCourse("small", { seed: 1 })).create(size);
    const { info } = env.reset({ seed: 2, learners: range(size) });
    const sampled = env.samplePostTest();
    expect(env.samplePostTest()).toEqual(sampled);
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / size;
    // A test of 20 questions: standard error at most 0.5 / sqrt(20 * 5,000) = 0.0016, four of them.
    expect(Math.abs(mean(sampled) - mean(info.trueScore!))).toBeLessThan(0.0064);
    expect(sampled.every((score) => Number.isInteger(Math.round(score * 20 * 1e9) / 1e9))).toBe(true);
  });

  test("the mask opens items whose prerequisites are truly known, and refuses the others", () => {
    const env = courseSimulator(createCourse(tinySpec, { seed: 4 }), { mask: "prerequisites" }).create(40);
    const { info } = env.reset({ seed: 9, learners: range(40) });
    for (let b = 0; b < 40; b++) {
      const open = env.knowledge[b * 2]! >= 0.5 ? 1 : 0;
      expect(Array.from(info.actionMask!.subarray(b * 3, b * 3 + 3))).toEqual([1, open, open]);
    }
    const shut = info.actionMask!.findIndex((bit, cell) => bit === 0 && cell % 3 === 1);
    const actions = new Int32Array(40).fill(NO_ITEM);
    actions[Math.floor(shut / 3)] = 1;
    expect(() => env.step(actions)).toThrow(/masked item 1 for row/);
  });

  test("passes the contract check, with and without mask and forgetting", async () => {
    for (const { id } of courseDescriptors.slice(0, 2)) {
      const course = createCourse(id, { seed: 2 });
      expect(await checkEnv(courseSimulator(course))).toEqual([]);
      expect(await checkEnv(courseSimulator(course, { mask: "prerequisites", population: 50 }))).toEqual([]);
    }
  });

  test("the same answers are met with the same luck whatever the items", () => {
    // Where P(correct) is the same, so is the answer: item a1 and a copy of it under another index.
    const twin = { ...tinySpec, items: [...tinySpec.items, { id: "a2", concepts: ["a"], difficulty: 0 }] };
    const simulator = courseSimulator(createCourse(twin, { seed: 1 }));
    const play = (item: number): Float32Array => {
      const env = simulator.create(30);
      env.reset({ seed: 5, learners: range(30) });
      return env.step(new Int32Array(30).fill(item)).response.slice();
    };
    expect(play(3)).toEqual(play(0));
    expect(new Set(play(0)).size).toBe(2);
  });

  test("each answer takes the next number of the learner's luck; a rest takes none", () => {
    // Guess and slip of one half: P(correct) is 1/2 whatever is known.
    const coin: CourseSpec = {
      ...tinySpec,
      learners: { ...tinySpec.learners, slip: { low: 0.5, high: 0.5 } },
      laws: { ...tinySpec.laws, guess: 0.5 },
    };
    const env = courseSimulator(createCourse(coin, { seed: 1 })).create(60);
    env.reset({ seed: 5, learners: range(60), streams: new Int32Array(60).fill(2) });
    const luck = createRandomField(5, "course response");
    for (const answer of [0, 1, 2]) {
      if (answer === 1) env.step(new Int32Array(60).fill(NO_ITEM));
      const { response } = env.step(new Int32Array(60));
      expect(Array.from(response)).toEqual(Array.from(range(60), (b) => (luck.uniform(b, 2, answer) < 0.5 ? 1 : 0)));
    }
  });

  test("streams and seeds change the luck, not the learner", () => {
    const env = courseSimulator(createCourse("small", { seed: 1 })).create(30);
    const learners = new Int32Array(30).fill(4);
    const { info } = env.reset({ seed: 5, learners, streams: range(30) });
    expect(new Set(info.trueScore).size).toBe(1);
    expect(new Set(info.preTest).size).toBe(1);
    expect(new Set(env.step(new Int32Array(30).fill(2)).response).size).toBe(2);
  });

  test.each([
    ["small", 30],
    ["small", 100],
    ["medium", 200],
    ["large", 400],
  ])("in the %s course the order of teaching matters after %i answers", (name, answers) => {
    const forward = growth(name, "forward", answers);
    const random = growth(name, "shuffled", answers);
    const backward = growth(name, "backward", answers);
    // More than four standard errors over 200 paired learners.
    expect(pairedT(forward, random)).toBeGreaterThan(4);
    expect(pairedT(random, backward)).toBeGreaterThan(4);
  });

  test("who knows the truth teaches better than the teacher's order does", () => {
    const course = createCourse("small", { seed: 1 });
    const { itemQuestions, prerequisites } = course;
    const concepts = course.qMatrix.concepts.size;
    const env = courseSimulator(course).create(200);
    let { info } = env.reset({ seed: 5, learners: range(200) });
    const gainOf = (row: number, item: number): number => {
      const needed = itemQuestions.concept.subarray(itemQuestions.offsets[item], itemQuestions.offsets[item + 1]);
      const grasp = Math.min(...Array.from(needed, (c) => env.knowledge[row + c]!));
      const solving = grasp ** Math.exp(itemQuestions.difficulty[item]!);
      let gain = 0;
      for (const c of needed) {
        const before = prerequisites.concept.subarray(prerequisites.offsets[c], prerequisites.offsets[c + 1]);
        const ready = before.reduce((product, p) => product * env.knowledge[row + p]!, 1);
        gain += Math.exp(-0.5 * ((solving - 0.6) / 0.3) ** 2) * ready * (1 - env.knowledge[row + c]!);
      }
      return gain;
    };
    for (let t = 0; t < 20; t++) {
      const actions = range(200).map((b) => {
        const gains = Array.from(range(course.items.size), (item) => gainOf(b * concepts, item));
        return gains.indexOf(Math.max(...gains));
      });
      ({ info } = env.step(actions));
    }
    const mean = info.trueScore!.reduce((sum, score) => sum + score, 0) / 200;
    // The README's figures: about 0.22 at the start, 0.41 in the teacher's order, 0.56 with the truth.
    expect(mean).toBeGreaterThan(0.53);
    expect(mean).toBeLessThan(0.59);
    const taught = growth("small", "forward", 20, 1);
    const taughtMean = taught.reduce((sum, score) => sum + score, 0) / 200;
    expect(taughtMean).toBeGreaterThan(0.38);
    expect(taughtMean).toBeLessThan(0.44);
  });

  test.each([
    [{ populaton: 3 }, /"populaton"; did you mean "population"\?/],
    [{ population: 0 }, /population to be an integer >= 1/],
    [{ mask: "prerequisite" }, /mask to be "none" or "prerequisites"/],
  ])("refuses the options %o", (options, message) => {
    expect(() => courseSimulator(createCourse("small", { seed: 1 }), options as object)).toThrow(message);
  });

  test("refuses learners outside the population, wrong shapes and a batch of none", () => {
    const simulator = courseSimulator(createCourse(tinySpec, { seed: 1 }), { population: 3 });
    const env = simulator.create(2);
    expect(() => env.reset({ seed: 1, learners: Int32Array.of(0, 3) })).toThrow(/0…2, got 3 for row 1/);
    expect(() => env.reset({ seed: 1, learners: Int32Array.of(0, -1) })).toThrow(/got -1/);
    expect(() => env.reset({ seed: 0.5, learners: Int32Array.of(0, 1) })).toThrow(/integer seed/);
    expect(() => env.reset({ seed: 1, learners: range(2), streams: range(1) })).toThrow(/1 streams/);
    env.reset({ seed: 1, learners: range(2) });
    expect(() => env.step(range(1))).toThrow(/actions \[B\] = 2/);
    expect(() => simulator.create(0)).toThrow(/batch size/);
    try {
      simulator.create(1).samplePostTest();
    } catch (error) {
      expect(isZpdError(error) && error.code).toBe("CONTRACT");
    }
    expect.assertions(7);
  });
});
