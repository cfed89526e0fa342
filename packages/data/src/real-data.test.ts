import { existsSync } from "node:fs";
import { join } from "node:path";
import { answerCount } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { type ReadFilesOptions, readLogFiles } from "./node/read-log-files";

// Expected counts are those of the collection's README, counted by other programs.
const root = join(import.meta.dirname, "../../../../shared/data");
const missing = !existsSync(root);
const why = missing ? " (skipped: no ../shared/data)" : "";

interface Expected {
  readonly format: string;
  readonly learners: number;
  readonly answers: number;
  readonly items: number;
  readonly concepts: number;
  readonly rate: number;
}

function read(folder: string, files: readonly string[], qMatrix?: string) {
  const path = (file: string): string => join(root, folder, file);
  const options: ReadFilesOptions = qMatrix === undefined ? {} : { qMatrix: path(qMatrix) };
  return readLogFiles(files.length === 0 ? join(root, folder) : files.map(path), options);
}

const table: readonly [folder: string, files: readonly string[], qMatrix: string | undefined, Expected][] = [
  [
    "kt-assist2009-updated",
    ["assist2009_updated_train.csv.gz"],
    undefined,
    { format: "three-line", learners: 2921, answers: 224218, items: 110, concepts: 110, rate: 0.6582 },
  ],
  [
    "kt-assist2009-updated",
    ["assist2009_updated_test.csv"],
    undefined,
    { format: "three-line", learners: 1230, answers: 101419, items: 109, concepts: 109, rate: 0.659 },
  ],
  [
    "kt-assist2009-updated",
    ["assist2009_updated_train.csv.gz", "assist2009_updated_test.csv"],
    undefined,
    { format: "three-line", learners: 4151, answers: 325637, items: 110, concepts: 110, rate: 0.6585 },
  ],
  [
    "kt-assist2009-raw-sample",
    ["as.csv.gz"],
    undefined,
    { format: "assistments2009", learners: 902, answers: 10791, items: 678, concepts: 2, rate: 0.744 },
  ],
  [
    "kt-junyi2063",
    ["interactions.csv.gz"],
    undefined,
    { format: "junyi", learners: 2063, answers: 290754, items: 1880, concepts: 1880, rate: 0.6661 },
  ],
  [
    "kt-statics",
    ["STATICS_train.csv"],
    "Qmatrix.csv",
    { format: "three-line", learners: 229, answers: 130184, items: 1223, concepts: 98, rate: 0.7618 },
  ],
  [
    "kt-statics",
    ["STATICS_test.csv"],
    undefined,
    { format: "three-line", learners: 104, answers: 59113, items: 1218, concepts: 1218, rate: 0.7732 },
  ],
  // The README's .6105 is not what the file holds: awk counts 61,023 of 100,000 right.
  [
    "kt-synthetic5",
    ["naive_c5_q50_s4000_v0_test.csv"],
    undefined,
    { format: "three-line", learners: 2000, answers: 100000, items: 50, concepts: 50, rate: 0.6102 },
  ],
  [
    "kt-synthetic5",
    ["piech_naive_c5_q50_s4000_v0.csv"],
    undefined,
    { format: "matrix", learners: 4000, answers: 200000, items: 50, concepts: 50, rate: 0.6078 },
  ],
  [
    "irt-lsat6",
    ["lsat6.csv"],
    undefined,
    { format: "matrix", learners: 1000, answers: 5000, items: 5, concepts: 5, rate: 0.7638 },
  ],
  [
    "irt-numeracy",
    ["scored.csv"],
    undefined,
    { format: "matrix", learners: 876, answers: 13140, items: 15, concepts: 15, rate: 0.55 },
  ],
  [
    "cdm-a0910",
    ["train.csv.gz", "valid.csv", "test.csv"],
    "item.csv",
    { format: "long", learners: 2493, answers: 267415, items: 17671, concepts: 123, rate: 0.6577 },
  ],
  [
    "cdm-fraction-subtraction",
    ["responses.csv"],
    "qmatrix.csv",
    { format: "matrix", learners: 536, answers: 10720, items: 20, concepts: 8, rate: 0.5339 },
  ],
  [
    "cdm-sim-dina",
    ["sim_dina.csv"],
    "qmatrix.csv",
    { format: "matrix", learners: 400, answers: 3600, items: 9, concepts: 3, rate: 0.4672 },
  ],
  [
    "rem-masterygrids",
    [],
    undefined,
    { format: "masterygrids", learners: 102, answers: 20028, items: 103, concepts: 21, rate: 0.6889 },
  ],
];

describe.skipIf(missing)(`published sets${why}`, () => {
  it.each(table)("reads %s %s with Q-matrix %s as counted elsewhere", async (folder, files, qMatrix, expected) => {
    const { dataset, format } = await read(folder, files, qMatrix);
    const { log } = dataset;
    let right = 0;
    for (const score of log.score) right += score;
    const { rate, ...counts } = expected;
    expect({
      format,
      learners: log.learners.size,
      answers: answerCount(log),
      items: log.items.size,
      concepts: log.qMatrix.concepts.size,
    }).toEqual(counts);
    expect(right / answerCount(log)).toBeCloseTo(rate, 4);
  });

  it("merges the concept rows of assist2009-pid: 203,442 rows, 32,608 repeats of a problem, all but 17 other concepts", async () => {
    const { dataset, cleaned } = await read("kt-assist2009-pid", ["assist2009_pid_train1.csv.gz"]);
    expect(cleaned.map(({ count }) => count)).toEqual([32591]);
    expect(answerCount(dataset.log)).toBe(203442 - 32591);
    expect(dataset.log.learners.size).toBe(2491);
  });

  it("cleans ASSISTments raw: 1,887 rows with a BOM, CRLF, 405 scaffolds, 339 repeats of an order id", async () => {
    const { dataset, cleaned, format } = await read("kt-assist2009-raw-sample", ["assistment_test15.csv"]);
    expect(format).toBe("assistments2009");
    expect(dataset.log.learners.size).toBe(15);
    expect(dataset.log.qMatrix.concepts.size).toBe(74);
    expect(cleaned.map(({ count }) => count)).toEqual([405, 338, 1]);
    expect(answerCount(dataset.log)).toBe(1887 - 405 - 338 - 1);
  });

  it("counts Junyi's 67,194 hint views and takes its split of learners", async () => {
    const { dataset, cleaned } = await read("kt-junyi2063", ["interactions.csv.gz"]);
    expect(cleaned.map(({ count }) => count)).toEqual([67194]);
    expect(dataset.folds?.map(({ train, test }) => [train.length, test.length])).toEqual([[1650, 413]]);
  });

  it("reads tests, folds and curriculum of Mastery Grids", async () => {
    const { log, tests, folds, sequence } = (await read("rem-masterygrids", [])).dataset;
    const known = tests!.preTest.filter((score) => !Number.isNaN(score));
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(known.length).toBe(86);
    expect(mean(known)).toBeCloseTo(0.2383, 4);
    expect(mean(tests!.postTest.filter((score) => !Number.isNaN(score)))).toBeCloseTo(0.7612, 4);
    expect(folds!.map(({ test }) => test.length)).toEqual([18, 17, 17, 17, 17]);
    expect(sequence!.length).toBe(103);
    expect(log.items.ids[sequence![0]!]).toBe("jVariables1");
    expect(log.qMatrix.concepts.ids.slice(0, 2)).toEqual(["Variables", "Primitive_Data_Types"]);
  });
});
