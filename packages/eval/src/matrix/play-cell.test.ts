import {
  createNumberedVocabulary,
  createRandomStream,
  isZpdError,
  NO_ITEM,
  type Policy,
  type PolicyStart,
} from "@zpd/core";
import { expect, it } from "vitest";
import { type CoinOptions, createCoinSimulator } from "../../test/coin-simulator";
import {
  createChoosingPolicy,
  createCoinPolicy,
  createInOrderPolicy,
  createOneItemPolicy,
} from "../../test/fixed-policies";
import { createShareTracer } from "../../test/share-tracer";
import { fitRewardModel } from "../rewards/linear-reward-model";
import { masteryRewardModel } from "../rewards/mastery-reward-model";
import type { RemStudy } from "../types/rem-study";
import { playCell } from "./play-cell";

const items = createNumberedVocabulary(3, "item");

function studyOf(simulator: Partial<CoinOptions>, more: Partial<RemStudy> = {}): RemStudy {
  return {
    policies: [createCoinPolicy("coin-flip", items)],
    simulators: [createCoinSimulator(items, { chance: [0.2, 0.5, 0.8], spread: 0.1, ...simulator })],
    lengths: [2, 5],
    learners: Int32Array.from([3, 1, 4, 15, 9]),
    repeats: 3,
    rewardTracer: createShareTracer(items),
    rewardModel: masteryRewardModel(items.ids),
    seed: 1,
    ...more,
  };
}

const cell = { policy: 0, simulator: 0 };

function fail(): never {
  throw new TypeError("no such thing");
}

it("scores [lengths, learners, repeats] as counted by hand", async () => {
  // Item 2 always, answered right with chance 1: after n answers the shares are (n + 1) / (n + 2), 1/2, 1/2.
  const { scores } = await playCell(
    studyOf({ chance: [0, 0, 1], spread: 0 }, { policies: [createOneItemPolicy("two", items, 2)] }),
    cell,
  );
  expect(scores.length).toBe(2 * 5 * 3);
  for (const score of scores.subarray(0, 15)) expect(score).toBeCloseTo((3 / 4 + 1) / 3, 6);
  for (const score of scores.subarray(15)) expect(score).toBeCloseTo((6 / 7 + 1) / 3, 6);
});

it.each([1, 2, 4, 7, 15, 100])("gives the same bytes when %i episodes run side by side", async (maxBatch) => {
  const study = studyOf({ truth: true, endsAfter: (learner) => (learner === 4 ? 3 : 9), preTest: (l) => l / 20 });
  const whole = await playCell(study, cell, { keepActions: true });
  expect(await playCell(study, cell, { keepActions: true, maxBatch })).toEqual(whole);
});

it("reads short lengths off the long run: playing only to the short one gives the same", async () => {
  const both = await playCell(studyOf({ truth: true }), cell);
  const short = await playCell(studyOf({ truth: true }, { lengths: [2] }), cell);
  expect(both.scores.slice(0, 15)).toEqual(short.scores);
  expect(both.trueScores!.slice(0, 15)).toEqual(short.trueScores);
});

it("lets all policies meet the same luck", async () => {
  // Items of one chance, so answers depend on luck alone: any two policies see the same numbers of right answers.
  const alike = { chance: [0.5, 0.5, 0.5], spread: 0 };
  const policies = [createOneItemPolicy("zero", items, 0), createOneItemPolicy("one", items, 1)];
  const study = studyOf(alike, { policies });
  const { scores: first } = await playCell(study, { policy: 0, simulator: 0 });
  const { scores: second } = await playCell(study, { policy: 1, simulator: 0 });
  expect(first).toEqual(second);
  expect(new Set(first).size).toBeGreaterThan(1);
  // Repeats and seeds have luck of their own.
  expect((await playCell({ ...study, seed: 2 }, cell)).scores).not.toEqual(first);
});

it("keeps the last score of episodes that ended, and gives them nothing more", async () => {
  const study = studyOf({ endsAfter: (learner) => (learner === 4 ? 2 : 99), truth: true });
  const { scores, trueScores, actions } = await playCell(study, cell, { keepActions: true });
  // Learner 4 is the third of five: episodes 6, 7, 8.
  for (const episode of [6, 7, 8]) {
    expect(scores[15 + episode]).toBe(scores[episode]);
    expect(trueScores![15 + episode]).toBe(trueScores![episode]);
    expect([...actions!.subarray(episode * 5 + 2, episode * 5 + 5)]).toEqual([NO_ITEM, NO_ITEM, NO_ITEM]);
    expect(actions![episode * 5 + 1]).toBeGreaterThanOrEqual(0);
  }
  expect(actions![4]).toBeGreaterThanOrEqual(0);
});

it("lets learners rest when nothing may be offered", async () => {
  const certain = { once: true, chance: [0, 1, 0], spread: 0 };
  const study = studyOf(certain, { policies: [createInOrderPolicy("in-order", items)] });
  const { actions, responses } = await playCell(study, cell, { keepActions: true });
  expect([...actions!.subarray(0, 5)]).toEqual([0, 1, 2, NO_ITEM, NO_ITEM]);
  expect([...responses!.subarray(0, 5)]).toEqual([0, 1, 0, Number.NaN, Number.NaN]);
});

it("gains are scores less the pre-test: the study's first, else the simulator's", async () => {
  const known = Float64Array.from([0.1, 0.2, 0.3, 0.4, 0.5]);
  const given = await playCell(studyOf({ preTest: () => 0.9 }, { preTest: known }), cell);
  expect(given.gains![0]).toBeCloseTo(given.scores[0]! - 0.1, 12);
  expect(given.gains![29]).toBeCloseTo(given.scores[29]! - 0.5, 12);
  const told = await playCell(studyOf({ preTest: (learner) => learner / 20 }), cell);
  expect(told.gains![3]).toBeCloseTo(told.scores[3]! - 1 / 20, 12);
  expect((await playCell(studyOf({}), cell)).gains).toBeUndefined();
});

it("tells the policy the pre-test, NaN where unknown, the same in every chunk", async () => {
  const told: number[] = [];
  const base = createCoinPolicy("asks", items);
  const policy = {
    ...base,
    start: (options: PolicyStart) => {
      told.push(...(options.preTest ?? [-1]));
      return base.start(options);
    },
  };
  const preTest = Float64Array.from([0.1, Number.NaN, 0.3, 0.4, 0.5]);
  await playCell(studyOf({}, { policies: [policy], preTest, repeats: 1 }), cell, { maxBatch: 2 });
  expect(told).toEqual([...preTest]);
  told.length = 0;
  await playCell(studyOf({}, { policies: [policy], repeats: 1 }), cell);
  expect(told).toEqual([-1]);
});

it("passes the pre-test to a reward model that uses it, and refuses when there is none", async () => {
  const draws = createRandomStream(2);
  // post = pre exactly, so the score must be each learner's pre-test.
  const rewardModel = fitRewardModel({
    mastery: Float32Array.from({ length: 60 }, () => draws.uniform()),
    preTest: Float64Array.from({ length: 20 }, (_, l) => l / 20),
    postTest: Float64Array.from({ length: 20 }, (_, l) => l / 20),
    conceptIds: items.ids,
    ridge: 1e-6,
  });
  const { scores } = await playCell(studyOf({ preTest: (learner) => learner / 20 }, { rewardModel }), cell);
  expect(scores[0]).toBeCloseTo(3 / 20, 5);
  expect(scores[14]).toBeCloseTo(9 / 20, 5);
  await expect(playCell(studyOf({}, { rewardModel }), cell)).rejects.toThrow(
    'a pre-test of every learner, because reward model "linear" uses it, got none for learner 3 under simulator "coin"',
  );
});

it.each<[string, Partial<CoinOptions>, () => number, string]>([
  [
    "masked",
    { once: true },
    () => 0,
    'policy "bad" to recommend an item that may be offered, got item "item0" (masked)',
  ],
  ["unknown", {}, () => 3, "got item 3 (unknown) for learner 3"],
  ["none", {}, () => NO_ITEM, "got item -1 (none, though 3 may be offered)"],
])("names a policy that recommends what is %s", async (_name, simulator, choose, message) => {
  const study = studyOf(simulator, { policies: [createChoosingPolicy("bad", items, choose)] });
  const error = await playCell(study, cell).catch((reason: unknown) => reason);
  expect(isZpdError(error) && error.code).toBe("CONTRACT");
  expect((error as Error).message).toContain(message);
});

it.each([Number.NaN, 1.5])("names a simulator whose answer is %f", async (value) => {
  const study = studyOf({ id: "broken", spoil: (step) => (step === 3 ? value : undefined) });
  await expect(playCell(study, cell)).rejects.toThrow(
    `simulator "broken" to give a response in 0…1, got ${value} for learner 3 at step 4`,
  );
});

it("scores with other reward models on the way, as each would alone", async () => {
  const half = (id: string, usesPreTest = false) => ({
    ...masteryRewardModel(items.ids),
    id,
    usesPreTest,
    predict: (mastery: Float32Array, preTest?: Float64Array, out = new Float64Array(mastery.length / 3)) =>
      out.map((_, row) => mastery[3 * row]! / 2 + (preTest?.[row] ?? 0)),
  });
  const simulator = { preTest: (learner: number) => learner / 20 };
  const others = [half("half"), half("half-and-before", true)];
  const both = await playCell(studyOf(simulator, { otherRewardModels: others }), cell, { maxBatch: 4 });
  const alone = await Promise.all(others.map((rewardModel) => playCell(studyOf(simulator, { rewardModel }), cell)));
  expect(both.scores).toEqual((await playCell(studyOf(simulator), cell)).scores);
  expect([...both.otherScores!]).toEqual(alone.flatMap(({ scores }) => [...scores]));
  await expect(playCell(studyOf({}, { otherRewardModels: others }), cell)).rejects.toThrow(
    'because reward model "half-and-before" uses it',
  );
});

it("follows learners through another reward model's own tracer", async () => {
  // A tracer of its own says "all is known" once, so the model can be told from one on the study's tracer.
  const knowing = {
    ...createShareTracer(items),
    id: "knowing",
    mastery: (state: { batchSize: number }) => new Float32Array(state.batchSize * 3).fill(0.75),
  };
  const other = { ...masteryRewardModel(items.ids), id: "by-another", rewardTracer: knowing };
  const same = { ...masteryRewardModel(items.ids), id: "by-the-same" };
  const played = await playCell(studyOf({}, { otherRewardModels: [other, same] }), cell, { maxBatch: 4 });
  expect([...played.otherScores!.subarray(0, 30)]).toEqual(new Array(30).fill(0.75));
  expect(played.otherScores!.slice(30)).toEqual(played.scores);
  const foreign = { ...other, rewardTracer: createShareTracer(createNumberedVocabulary(2)) };
  await expect(playCell(studyOf({}, { otherRewardModels: [foreign] }), cell)).rejects.toThrow(
    'the tracer of reward model "by-another" to know the 3 items',
  );
});

it.each<[string, Partial<Policy>, string]>([
  [
    "start",
    { start: fail },
    'policy "coin-flip" to start, got TypeError: no such thing, for learners 3, 1, 4 and 2 more',
  ],
  ["recommend", { recommend: fail }, "to recommend, got TypeError: no such thing, for learners 3, 1, 4 and 2 more of"],
  [
    "observe",
    { observe: fail },
    "to observe, got TypeError: no such thing, for learners 3, 1, 4 and 2 more of the batch",
  ],
])("names a policy that throws when asked to %s, and keeps its error", async (task, broken, message) => {
  const policy = { ...createCoinPolicy("coin-flip", items), ...broken } as Policy;
  const error: unknown = await playCell(studyOf({}, { policies: [policy] }), cell).catch((reason: unknown) => reason);
  expect(isZpdError(error) && error.code).toBe("CONTRACT");
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).toContain(`under "coin" ${task === "start" ? "at the start" : "at step 1"}`);
  expect((error as Error).cause).toBeInstanceOf(TypeError);
});

it("names the one learner and the step of a policy that throws late, and a simulator that throws", async () => {
  const policy = createChoosingPolicy("late", items, (learner, _stream, step) =>
    learner === 4 && step === 2 ? fail() : 0,
  );
  await expect(playCell(studyOf({}, { policies: [policy] }), cell, { maxBatch: 1 })).rejects.toThrow(
    'policy "late" to recommend, got TypeError: no such thing, for learner 4 under "coin" at step 3',
  );
  const simulator = { id: "torn", spoil: (step: number) => (step === 1 ? fail() : undefined) };
  await expect(playCell(studyOf(simulator), cell)).rejects.toThrow(
    'simulator "torn" to step, got TypeError: no such thing, for learners 3, 1, 4 and 2 more of the batch with policy "coin-flip" at step 2',
  );
});

it("names a policy that recommends for too few learners, or half an item", async () => {
  const base = createOneItemPolicy("short", items, 0);
  const items1 = (list: number[]) => ({ ...base, recommend: () => ({ items: list, scores: [] }) }) as unknown as Policy;
  await expect(playCell(studyOf({}, { policies: [items1([0, 1])] }), cell)).rejects.toThrow(
    'policy "short" to recommend an item that may be offered, got none (too few recommendations) for learner 3',
  );
  await expect(playCell(studyOf({}, { policies: [items1([0.5])] }), cell)).rejects.toThrow("got item 0.5 (unknown)");
});

it("refuses faulty studies", async () => {
  const faults: [Partial<RemStudy>, string][] = [
    [{ policies: [] }, "at least one policy, got none"],
    [
      { policies: [createCoinPolicy("p", items), createCoinPolicy("p", items)] },
      'policy ids that differ, got "p" twice',
    ],
    [{ policies: [createCoinPolicy("p", createNumberedVocabulary(2))] }, 'policy "p" to know the 3 items'],
    [{ lengths: [5, 5] }, "strictly ascending, got [5, 5]"],
    [{ lengths: [] }, "lengths"],
    [{ repeats: 0 }, "repeats to be a whole number from 1, got 0"],
    [{ learners: Int32Array.from([1]) }, "at least two learners"],
    [{ learners: Int32Array.from([1, 2, 1]) }, "each learner once"],
    [{ preTest: new Float64Array(4) }, "preTest of shape [L], 5 values, got 4 values"],
    [{ preTest: new Float64Array(5).fill(2) }, "preTest in 0…1"],
    [{ otherRewardModels: [masteryRewardModel(items.ids)] }, 'reward model ids that differ, got "mean-mastery" twice'],
    [{ seed: -1 }, "seed to be a whole number from 0"],
  ];
  for (const [fault, message] of faults) await expect(playCell(studyOf({}, fault), cell)).rejects.toThrow(message);
  await expect(playCell(studyOf({}), { policy: 1, simulator: 0 })).rejects.toThrow("got policy 1, simulator 0");
  await expect(playCell(studyOf({}), cell, { maxBatch: 0 })).rejects.toThrow("maxBatch");
});

it("stops when told to", async () => {
  const abort = new AbortController();
  abort.abort(new Error("enough"));
  await expect(playCell(studyOf({}), cell, { signal: abort.signal })).rejects.toThrow("enough");
});
