import { selectLearners } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { alignLog } from "../logs/align-log";
import { inspectDataset } from "../logs/inspect-dataset";
import { textSource } from "../types/byte-source";
import { readLog } from "./read-log";
import { readLogs } from "./read-logs";

const train = textSource("train", "3\n10,11,10\n1,0,1\n1\n12\n0\n");
const test = textSource("test", "2\n13,11\n1,1\n");

describe("readLogs", () => {
  it("spans both vocabularies and keeps learners of equal number apart", async () => {
    const { dataset, fold, warnings } = await readLogs({ train, test });
    const { log } = dataset;
    expect(log.learners.ids).toEqual(["1", "2", "1 (test)"]);
    expect(log.items.ids).toEqual(["10", "11", "12", "13"]);
    expect([[...fold.train], [...fold.test]]).toEqual([[0, 1], [2]]);
    const held = selectLearners(log, fold.test);
    expect([...held.item].map((i) => held.items.ids[i])).toEqual(["13", "11"]);
    expect(warnings).toEqual([
      "1 learner ids stand in both files: taken as different people, the second marked (test)",
      "1 items are met in the test files only",
    ]);
  });
});

describe("alignLog", () => {
  it("speaks the reference's indices, and refuses or adds items it does not know", async () => {
    const reference = (await readLog(train)).dataset.log;
    const log = (await readLog(test)).dataset.log;
    expect(() => alignLog(log, reference)).toThrow(
      'alignLog: expected the 3 items of the reference, got 1 other items (13); read both logs together, or let new items in with unknownItems: "extend"',
    );
    const aligned = alignLog(log, reference, { unknownItems: "extend" });
    expect([...aligned.item]).toEqual([3, 1]);
    expect(aligned.qMatrix.concepts.ids).toEqual(["10", "11", "12", "13"]);
    expect([...aligned.qMatrix.concept]).toEqual([0, 1, 2, 3]);
    const known = alignLog(selectLearners(reference, [1]), reference);
    expect(known.items).toBe(reference.items);
  });
});

describe("inspectDataset", () => {
  it("counts what the log holds", async () => {
    const text = "user,item,skill,score\na,x,k1~~k2,1\na,y,,0\nb,x,k1~~k2,0.5\na,x,k1~~k2,1\n";
    const { fingerprint, ...rest } = await inspectDataset(await readLog(textSource("log", text)));
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toEqual({
      format: "long",
      learners: 2,
      items: 2,
      concepts: 2,
      answers: 4,
      correctRate: 0.625,
      lengths: { min: 1, median: 2, max: 3 },
      conceptsPerItem: { min: 0, mean: 1, max: 2 },
      cleaned: [],
      warnings: ["1 items with 1 answers have no concept: kept without one"],
    });
  });
});
