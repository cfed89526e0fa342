import { describe, expect, it } from "vitest";
import { answerCount, createInteractionLog, type InteractionLog, selectLearners } from "./interaction-log";
import { identityQMatrix, qMatrixFromIds } from "./q-matrix";
import { createNumberedVocabulary, createVocabulary } from "./vocabulary";

const log: InteractionLog = {
  learners: createVocabulary(["ada", "emil", "kim"]),
  items: createVocabulary(["x", "y"]),
  qMatrix: qMatrixFromIds([["a"], ["a", "b"]]),
  offsets: Int32Array.of(0, 2, 2, 5),
  item: Int32Array.of(0, 1, 1, 0, 0),
  score: Uint8Array.of(1, 0, 1, 1, 0),
  timestampMs: Float64Array.of(1, 2, 3, 4, 5),
};

it("takes a log that fits together as it is", () => {
  expect(createInteractionLog(log)).toBe(log);
  expect(answerCount(log)).toBe(5);
  const empty = { ...log, learners: createVocabulary([]), offsets: Int32Array.of(0) };
  const none = { item: new Int32Array(0), score: new Uint8Array(0), timestampMs: new Float64Array(0) };
  expect(answerCount(createInteractionLog({ ...empty, ...none }))).toBe(0);
});

it.each<[string, Partial<InteractionLog>, string]>([
  ["too few offsets", { offsets: Int32Array.of(0, 5) }, "expected offsets [L + 1] = 4, got 2 values"],
  ["offsets that begin late", { offsets: Int32Array.of(1, 2, 2, 5) }, "expected offsets from 0 to 5, got 1 to 5"],
  ["offsets that end early", { offsets: Int32Array.of(0, 2, 2, 4) }, "expected offsets from 0 to 5, got 0 to 4"],
  ["offsets that fall", { offsets: Int32Array.of(0, 3, 2, 5) }, "expected ascending offsets, got a fall at learner 1"],
  ["too few scores", { score: new Uint8Array(4) }, "expected score [N] = 5, got 4 values"],
  ["too many times", { timestampMs: new Float64Array(6) }, "expected timestampMs [N] = 5, got 6 values"],
  ["a Q-matrix over others", { qMatrix: qMatrixFromIds([["a"]]) }, "expected a Q-matrix over 2 items, got 1 rows"],
  ["an unknown item", { item: Int32Array.of(0, 1, 2, 0, 0) }, "expected item indices 0…1, got 2 at answer 2"],
  ["a negative item", { item: Int32Array.of(0, -1, 1, 0, 0) }, "expected item indices 0…1, got -1 at answer 1"],
  ["a score above 1", { score: Float32Array.of(0, 0, 0, 0, 1.5) }, "expected scores in 0…1, got 1.5 at answer 4"],
  ["a score of NaN", { score: Float32Array.of(0, Number.NaN, 0, 0, 1) }, "expected scores in 0…1, got NaN at answer 1"],
])("refuses %s", (_, part, message) => {
  expect(() => createInteractionLog({ ...log, ...part })).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", message: `createInteractionLog: ${message}` }),
  );
});

describe("selectLearners", () => {
  it("takes learners in the order given and keeps the vocabularies", () => {
    const part = createInteractionLog(selectLearners(log, [2, 1, 0]));
    expect(part).toMatchObject({
      offsets: Int32Array.of(0, 3, 3, 5),
      item: Int32Array.of(1, 0, 0, 0, 1),
      score: Uint8Array.of(1, 1, 0, 1, 0),
      timestampMs: Float64Array.of(3, 4, 5, 1, 2),
    });
    expect(part.learners.ids).toEqual(["kim", "emil", "ada"]);
    expect([part.items, part.qMatrix]).toEqual([log.items, log.qMatrix]);
  });

  it("keeps the kind of the scores and the absence of times", () => {
    const { timestampMs: _, ...untimed } = log;
    const graded = { ...untimed, score: Float32Array.of(0.5, 0, 1, 0.25, 0) };
    const part = selectLearners(graded, Int32Array.of(0));
    expect(part.score).toEqual(Float32Array.of(0.5, 0));
    expect("timestampMs" in part).toBe(false);
  });

  it.each([3, -1, 0.5, Number.NaN])("refuses the learner %d", (learner) => {
    expect(() => selectLearners(log, [0, learner])).toThrow(
      `selectLearners: expected learner indices 0…2, got ${learner} at position 1`,
    );
  });

  it("refuses a learner taken twice", () => {
    expect(() => selectLearners(log, [1, 1])).toThrow('expected distinct ids, got "emil" at positions 0 and 1');
  });
});

it("keeps two million answers in 5 bytes each, 13 with time", () => {
  const [learners, answers] = [20_000, 2_000_000];
  const items = createNumberedVocabulary(1000);
  const big = createInteractionLog({
    learners: createNumberedVocabulary(learners),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * (answers / learners)),
    item: new Int32Array(answers),
    score: new Uint8Array(answers),
    timestampMs: new Float64Array(answers),
  });
  const bytes = (columns: ArrayBufferView[]): number => columns.reduce((sum, column) => sum + column.byteLength, 0);
  const untimed = bytes([big.offsets, big.item, big.score]);
  // 4 bytes of item + 1 of score, and 4 a learner for the offsets: 5.04 at a hundred answers a learner.
  expect(untimed / answers).toBeCloseTo(5.04, 4);
  expect((untimed + big.timestampMs!.byteLength) / answers).toBeCloseTo(13.04, 4);
  // So 100 M answers take 1.30 GB with time, and the promise of 1.5 GB leaves 200 MB for ids.
  expect(((untimed + big.timestampMs!.byteLength) / answers) * 100e6).toBeLessThan(1.5e9);
});
