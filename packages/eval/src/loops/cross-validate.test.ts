import { createInteractionLog, createNumberedVocabulary, createRandomStream, identityQMatrix } from "@zpd/core";
import { expect, it } from "vitest";
import { createShareTracer } from "../../test/share-tracer";
import { tInterval } from "../maths/t-interval";
import { type CrossValidateOptions, crossValidate } from "./cross-validate";
import { predictLog } from "./predict-log";
import { scorePredictions } from "./score-predictions";

const items = createNumberedVocabulary(3, "item");
const tracer = createShareTracer(items);
const draws = createRandomStream(5);
const learners = 12;
const answersEach = 15;
const log = createInteractionLog({
  learners: createNumberedVocabulary(learners, "learner"),
  items,
  qMatrix: identityQMatrix(items),
  offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * answersEach),
  item: Int32Array.from({ length: learners * answersEach }, () => draws.integer(3)),
  score: Uint8Array.from({ length: learners * answersEach }, () => draws.integer(2)),
});

const halves = [
  { name: "1", train: Int32Array.from([0, 1, 2, 3, 4, 5]), test: Int32Array.from([6, 7, 8, 9, 10, 11]) },
  { name: "2", train: Int32Array.from([6, 7, 8, 9, 10, 11]), test: Int32Array.from([0, 1, 2, 3, 4, 5]) },
];

/** A clock that goes on by three seconds each time it is read. */
function options(folds = halves): CrossValidateOptions {
  let time = 0;
  return {
    log,
    folds,
    fit: async () => ({ tracer, epochs: 4 }),
    now: () => {
      time += 3000;
      return time;
    },
    seed: 1,
  };
}

it("scores each fold's test learners and averages with Student's t over folds", async () => {
  const { folds, mean, protocol } = await crossValidate(options());
  expect(folds.map(({ name, answers }) => [name, answers])).toEqual([
    ["1", 6 * 14],
    ["2", 6 * 14],
  ]);
  // The tracer needs no fitting, so fold 2 is the first six learners of a prediction of the whole log.
  const probability = await predictLog(tracer, log);
  const rows = Array.from({ length: 6 * answersEach }, (_, n) => n).filter((n) => n % answersEach > 0);
  const expected = scorePredictions(
    rows.map((n) => probability[n]!),
    rows.map((n) => log.score[n]!),
  );
  expect(folds[1]).toMatchObject({ ...expected, seconds: 3, epochs: 4, secondsPerEpoch: 0.75 });
  expect(mean.auc).toEqual(tInterval([folds[0]!.auc!, folds[1]!.auc!]));
  expect(protocol).toContain("2 folds by learner");
  expect(protocol).toContain("second on");
});

it("gives the fit only the training learners", async () => {
  const seen: string[][] = [];
  await crossValidate({
    ...options(),
    fit: async (train, fold) => {
      seen.push([fold.name, ...train.learners.ids]);
      return { tracer };
    },
  });
  expect(seen[0]).toEqual(["1", "learner0", "learner1", "learner2", "learner3", "learner4", "learner5"]);
});

it("takes the interval of a single split from its learners, and says so", async () => {
  const { folds, mean, protocol } = await crossValidate({ ...options([halves[0]!]), scoreFirst: true, resamples: 50 });
  expect(folds[0]!.answers).toBe(6 * 15);
  expect(mean.accuracy!.value).toBeCloseTo(folds[0]!.accuracy, 12);
  expect(mean.accuracy!.low).toBeLessThan(mean.accuracy!.high!);
  expect(protocol).toContain("bootstrap over 6 learners, 50 resamples");
  expect(protocol).toContain("every answer of learners");
});

it("leaves out the mean area when a fold has none, and epochs when there are none", async () => {
  const ones = { ...log, score: log.score.map((value, n) => (n < 6 * answersEach ? 1 : value)) };
  const { folds, mean } = await crossValidate({ ...options(), log: ones, fit: async () => ({ tracer }) });
  expect(folds[1]!.auc).toBeUndefined();
  expect(mean.auc).toBeUndefined();
  expect(mean.brier).toBeDefined();
  expect(folds[0]).not.toHaveProperty("secondsPerEpoch");
});

it("has values but no intervals when a single learner is tested", async () => {
  const one = { name: "one", train: Int32Array.from([0, 1]), test: Int32Array.from([5]) };
  const { folds, mean, protocol } = await crossValidate(options([one]));
  expect(mean.accuracy).toEqual({ value: folds[0]!.accuracy });
  expect(protocol).toContain("no intervals");
});

it("refuses folds that leak or are empty", async () => {
  const leaking = { name: "x", train: Int32Array.from([0, 1]), test: Int32Array.from([1, 2]) };
  await expect(crossValidate(options([leaking]))).rejects.toThrow(
    'crossValidate, fold "x": expected each learner 0…11 once, in one part, got learner 1 in both parts',
  );
  await expect(crossValidate(options([{ ...leaking, test: Int32Array.from([12]) }]))).rejects.toThrow("got learner 12");
  await expect(crossValidate(options([{ ...leaking, test: new Int32Array(0) }]))).rejects.toThrow("got 2 and 0");
  await expect(crossValidate(options([]))).rejects.toThrow("at least one fold");
});
