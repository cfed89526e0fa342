import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createInteractionLog,
  createQMatrix,
  createVocabulary,
  type Dataset,
  fingerprintLog,
  type InteractionLog,
} from "@zpd/core";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { readLog } from "./loops/read-log";
import { readLogFiles } from "./node/read-log-files";
import { writeDatasetFile } from "./node/write-dataset-file";
import { bytesSource } from "./types/byte-source";
import { writeLong } from "./writers/write-long";
import { writeParquet } from "./writers/write-parquet";

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) pieces.push(new Uint8Array(chunk));
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** Ids of all kinds that a table could misread: quotes, commas, blanks, numbers, lists, words for nothing. */
const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }),
  fc.integer({ min: 0, max: 12 }).map(String),
  fc.constantFrom(
    "1.0",
    "NA",
    "nan",
    "None",
    "a~~b",
    "a;b",
    "1_2",
    "[1]",
    '["a"]',
    " x",
    "x ",
    'a"b',
    "a,b",
    "a\nb",
    "\r",
    "01",
    "-3",
  ),
);

/** Logs in canonical numbering: every item answered, items and concepts in order of first appearance. */
const canonicalLog = fc
  .record({
    learners: fc.uniqueArray(id, { minLength: 1, maxLength: 5 }),
    itemIds: fc.uniqueArray(id, { minLength: 1, maxLength: 6 }),
    conceptIds: fc.uniqueArray(id, { minLength: 1, maxLength: 5 }),
    lists: fc.array(fc.array(fc.nat(4), { maxLength: 3 }), { minLength: 6, maxLength: 6 }),
    answers: fc.array(fc.tuple(fc.nat(4), fc.nat(5), fc.constantFrom(0, 1, 0.25)), { minLength: 1, maxLength: 40 }),
    graded: fc.boolean(),
    times: fc.boolean(),
  })
  .map(({ learners, itemIds, conceptIds, lists, answers, graded, times }): InteractionLog => {
    const rows = answers.map(
      ([l, i, s]) => [l % learners.length, i % itemIds.length, graded ? s : Math.ceil(s)] as const,
    );
    const seen = [...new Set(rows.map(([l]) => l))].sort((a, b) => a - b);
    const byLearner = seen.map((l) => rows.filter(([own]) => own === l));
    const order = [...new Set(byLearner.flat().map(([, i]) => i))];
    const concepts: number[] = [];
    const qRows = order.map((i) => {
      const own = [...new Set(lists[i]!.map((c) => c % conceptIds.length))];
      for (const c of own) if (!concepts.includes(c)) concepts.push(c);
      return own.map((c) => concepts.indexOf(c));
    });
    const flat = byLearner.flat();
    const scores = flat.map(([, , s]) => s);
    return createInteractionLog({
      learners: createVocabulary(seen.map((l) => learners[l]!)),
      items: createVocabulary(order.map((i) => itemIds[i]!)),
      qMatrix: createQMatrix(qRows, createVocabulary(concepts.map((c) => conceptIds[c]!))),
      offsets: Int32Array.from([0, ...byLearner.map((_, k) => byLearner.slice(0, k + 1).flat().length)]),
      item: Int32Array.from(flat, ([, i]) => order.indexOf(i)),
      score: scores.includes(0.25) ? Float32Array.from(scores) : Uint8Array.from(scores),
      ...(times ? { timestampMs: Float64Array.from(flat, (_, n) => 1000 * n + 0.5) } : {}),
    });
  });

async function fingerprints(dataset: Dataset, written: Uint8Array): Promise<[string, string]> {
  const back = await readLog(bytesSource("log", written));
  return [await fingerprintLog(back.dataset.log), await fingerprintLog(dataset.log)];
}

describe("a log written and read again", () => {
  it("is the same through CSV when it is numbered by first appearance", async () => {
    await fc.assert(
      fc.asyncProperty(canonicalLog, async (log) => {
        const [back, before] = await fingerprints({ log }, await bytesOf(writeLong({ log })));
        expect(back).toBe(before);
      }),
      { numRuns: 200 },
    );
  });

  it("is the same through Parquet, unanswered items, silent learners and any numbering included", async () => {
    await fc.assert(
      fc.asyncProperty(canonicalLog, async (log) => {
        const items = [...log.items.ids, "never answered"];
        const rows = Array.from(log.qMatrix.offsets.slice(0, -1), (from, i) => [
          ...log.qMatrix.concept.slice(from, log.qMatrix.offsets[i + 1]),
        ]);
        const wider = createInteractionLog({
          ...log,
          learners: createVocabulary([...log.learners.ids, "silent"]),
          offsets: Int32Array.from([...log.offsets, log.offsets.at(-1)!]),
          items: createVocabulary(items),
          qMatrix: createQMatrix([...rows, []], log.qMatrix.concepts),
        });
        const [back, before] = await fingerprints({ log: wider }, await bytesOf(writeParquet({ log: wider })));
        expect(back).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps tests, folds and sequence through Parquet, over several row groups", async () => {
    const answers = 250_001;
    const log = createInteractionLog({
      learners: createVocabulary(["a", "b", "c"]),
      items: createVocabulary(["x", "y"]),
      qMatrix: createQMatrix([[0], [0, 1]], createVocabulary(["p", "q"])),
      offsets: Int32Array.from([0, 3, 200_000, answers]),
      item: Int32Array.from({ length: answers }, (_, n) => n % 2),
      score: Uint8Array.from({ length: answers }, (_, n) => (n % 3 === 0 ? 1 : 0)),
    });
    const dataset: Dataset = {
      log,
      tests: { preTest: Float64Array.of(0.1, Number.NaN, 0.3), postTest: Float64Array.of(0.5, Number.NaN, 1) },
      folds: [{ name: "f", train: Int32Array.of(0, 2), test: Int32Array.of(1) }],
      sequence: Int32Array.of(1, 0),
    };
    const back = (await readLog(bytesSource("x.parquet", await bytesOf(writeParquet(dataset))))).dataset;
    expect(await fingerprintLog(back.log)).toBe(await fingerprintLog(log));
    expect({ ...back, log: undefined }).toEqual({ ...dataset, log: undefined });
  });
});

describe("writeDatasetFile", () => {
  const dataset: Dataset = {
    log: createInteractionLog({
      learners: createVocabulary(["a"]),
      items: createVocabulary(["x"]),
      qMatrix: createQMatrix([[0]], createVocabulary(["p"])),
      offsets: Int32Array.of(0, 1),
      item: Int32Array.of(0),
      score: Uint8Array.of(1),
    }),
  };

  it.each([".csv", ".csv.gz", ".parquet"])("writes %s files that read back", async (ending) => {
    const folder = mkdtempSync(join(tmpdir(), "zpd data "));
    try {
      const path = join(folder, `log${ending}`);
      await writeDatasetFile(path, dataset);
      const back = await readLogFiles(path);
      expect(await fingerprintLog(back.dataset.log)).toBe(await fingerprintLog(dataset.log));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses other endings, and leaves the old file when writing fails", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zpd data "));
    try {
      await expect(writeDatasetFile(join(folder, "log.xlsx"), dataset)).rejects.toMatchObject({
        code: "INVALID_CONFIG",
      });
      const path = join(folder, "log.csv");
      writeFileSync(path, "old");
      const nameless = { log: { ...dataset.log, items: createVocabulary([""]) } };
      await expect(writeDatasetFile(path, nameless)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      expect(readFileSync(path, "utf8")).toBe("old");
      expect(existsSync(join(folder, "log.xlsx"))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("Parquet written by others", () => {
  it("is read by its columns, whatever their types", async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: "user_id", type: "INT64", data: [3n, 3n, 4n] },
        { name: "item_id", type: "DOUBLE", data: [1, 2, 1] },
        { name: "correct", type: "BOOLEAN", data: [true, false, true] },
        { name: "timestamp", type: "TIMESTAMP", data: [new Date(2000), new Date(1000), new Date(5)] },
        { name: "skills", type: "STRING", data: ["a~~b", null, "a~~b"] },
      ],
    });
    const { dataset, format } = await readLog(bytesSource("x.parquet", new Uint8Array(buffer)));
    const { log } = dataset;
    expect(format).toBe("parquet");
    expect(log.learners.ids).toEqual(["3", "4"]);
    expect([...log.item].map((i) => log.items.ids[i])).toEqual(["2", "1", "1"]);
    expect([...log.score]).toEqual([0, 1, 1]);
    expect([...log.timestampMs!]).toEqual([1000, 2000, 5]);
    expect(log.qMatrix.concepts.ids).toEqual(["a", "b"]);
  });
});
