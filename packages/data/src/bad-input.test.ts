import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { answerCount, isZpdError, type ZpdError } from "@zpd/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLog } from "./loops/read-log";
import { readLogFiles } from "./node/read-log-files";
import { bytesSource, textSource } from "./types/byte-source";
import type { ReadOptions } from "./types/read-options";

async function failure(work: Promise<unknown>): Promise<ZpdError> {
  const error: unknown = await work.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  if (!isZpdError(error)) throw new Error(`expected a ZpdError, got ${String(error)}`);
  return error;
}

const header = "user_id,item_id,score\n";

describe("readLog refuses", () => {
  const cases: readonly [what: string, text: string, options: ReadOptions, message: string][] = [
    ["an empty file", "", {}, "readLog: expected a log, got an empty file (log)"],
    ["a file of blank lines", "\n\n\n", { format: "long" }, "readLog: expected records, got an empty file (log)"],
    ["a header alone", header, {}, "readLog: expected answers, got a header and no answers (log)"],
    [
      "a wrong delimiter",
      "user_id:item_id:score\n1:2:1\n",
      {},
      'readLog: expected a header of several columns, separated by comma, tab, semicolon or |, got columns "user_id:item_id:score" (log, row 1); say which column is meant with map (--map role=column)',
    ],
    [
      "a missing column",
      "user_id,item_id,points\na,b,1\n",
      {},
      'readLog: expected a column of scores, got columns "user_id", "item_id", "points" (log, row 1); say which column is meant with map (--map role=column)',
    ],
    [
      "a table of scores beyond 0 and 1, with a hint at the format that it may be",
      "I1,I2\n0,4\n1,2\n",
      {},
      'readLog: expected a column of learner ids, got columns "I1", "I2" (log, row 1); say which it is with map (--map learner=column); persons x items are format matrix',
    ],
    [
      "a mapped column that is not there",
      `${header}a,b,1\n`,
      { map: { score: "scores" } },
      'readLog: expected column "scores", got columns "user_id", "item_id", "score" (log, row 1); did you mean "score"?',
    ],
    [
      "a score above 1",
      `${header}a,b,1\na,c,2\n`,
      {},
      'readLog: expected a score in 0…1, got "2" (log, row 3, column score)',
    ],
    [
      "a score that is no number",
      `${header}a,b,maybe\n`,
      {},
      'readLog: expected a score in 0…1, got "maybe" (log, row 2, column score)',
    ],
    ["a blank score", `${header}a,b,\n`, {}, 'readLog: expected a score in 0…1, got "" (log, row 2, column score)'],
    [
      "a blank learner",
      `${header},b,1\n`,
      {},
      "readLog: expected a learner id, got an empty cell (log, row 2, column user_id)",
    ],
    [
      "a row too long",
      `${header}a,b,1\na,b,1,9\n`,
      {},
      "readLog: expected 3 fields as in the header, got 4 (log, row 3); does a cell hold the delimiter unquoted?",
    ],
    [
      "a row too short",
      `${header}a,b\n`,
      {},
      "readLog: expected 3 fields as in the header, got 2 (log, row 2); is the line cut off, or the delimiter another?",
    ],
    [
      "a quote left open",
      `${header}a,b,1\n"a,b,1\n`,
      {},
      "readLog: expected a closing quote, got the end of the file (log, row 3); a quote opens in this row and never closes",
    ],
    [
      "text after a quote",
      `${header}"a"x,b,1\n`,
      {},
      'readLog: expected the delimiter or the end of the line after a closing quote, got "x" (log, row 2); a quote inside a quoted field is written twice',
    ],
    [
      "an order that is no number",
      "user,item,score,order\na,b,1,first\n",
      {},
      'readLog: expected a number to order rows by, got "first" (log, row 2, column order); map dates as time, not as order',
    ],
    [
      "a date that could be two",
      "user,item,score,time\na,b,1,03/04/2020\n",
      {},
      'readLog: expected seconds or milliseconds since 1970, or a date like 2012-09-28 15:11:27, got "03/04/2020" (log, row 2, column time)',
    ],
    [
      "lists of unequal length",
      "2\n5,6\n1,0,1\n",
      { format: "three-line" },
      "readLog: expected 2 scores for this learner, got 3 (log, row 3); each learner is 3 lines with equally long lists",
    ],
    [
      "a learner cut off",
      "2\n5,6\n1,0\n3\n1,2,3\n",
      { format: "three-line" },
      "readLog: expected a line of scores for the last learner, got the end of the file (log, row 5); each learner is 3 lines",
    ],
    [
      "a list with a wrong score",
      "2\n5,6\n1,5\n",
      { format: "three-line" },
      'readLog: expected a score in 0…1, got "5" (log, row 3, column 2)',
    ],
    [
      "a matrix cell above 1",
      "I1,I2\n0,1\n3,0\n",
      { format: "matrix" },
      'readLog: expected a score in 0…1, a blank or NA, got "3" (log, row 3, column I1)',
    ],
    [
      "pyKT lists of unequal length",
      'uid,questions,responses\n1,"1,2,3","0,1"\n',
      {},
      "readLog: expected a list as long as the 2 responses, got 3 values (log, row 2, column questions)",
    ],
    [
      "an unknown format",
      header,
      { format: "lonng" as never },
      'readLog: expected a known format (auto, masterygrids, parquet, assistments2009, datashop, ednet-kt1, junyi, pykt, four-line, three-line, matrix, long), got "lonng"; did you mean "long"?',
    ],
    [
      "an unknown option",
      header,
      { qmatrix: 1 } as never,
      'readLog: expected options among format, map, qMatrix, signal, onProgress, got "qmatrix"; did you mean "qMatrix"?',
    ],
    [
      "an unknown role",
      `${header}a,b,1\n`,
      { map: { learners: "user_id" } as never },
      'readLog: expected roles learner, item, concept, score, time, order, fold in the column map, got "learners"; did you mean "learner"?',
    ],
    [
      "EdNet without its questions",
      "timestamp,solving_id,question_id,user_answer\n1,1,q1,a\n",
      {},
      'readLog: expected a Q-matrix file with column "correct_answer", which says what the right answers are, got none; give it as qMatrix (--qmatrix FILE)',
    ],
    [
      "a Q-matrix that lacks an item",
      `${header}a,b,1\n`,
      { qMatrix: textSource("q", "item,concept\nx,k\n") },
      'readLog: expected every item of the log among the 1 items of this file, got 1 unknown items, the first "b" (q); its ids look like "x"',
    ],
    [
      "a bare Q-matrix for items with names",
      `${header}a,b,1\n`,
      { qMatrix: textSource("q", "1,0\n0,1\n") },
      'readLog: expected item ids that are integers, since the rows of this matrix bear no ids, got item "b" in the log (q); give a table with an item and a concept column',
    ],
    [
      "a bare Q-matrix with too few rows",
      `${header}a,3,1\n`,
      { qMatrix: textSource("q", "1,0\n0,1\n") },
      "readLog: expected item ids 1…2, as it has 2 rows, got item 3 in the log (q)",
    ],
    [
      "a Q-matrix with other cells than 0 and 1",
      `${header}a,1,1\n`,
      { qMatrix: textSource("q", "k1,k2\n1,2\n") },
      'readLog: expected 0 or 1, got "2" (q, row 2, column k2); or a header with an item and a concept column',
    ],
  ];

  it.each(cases)("%s", async (_, text, options, message) => {
    expect((await failure(readLog(textSource("log", text), options))).message).toBe(message);
  });

  it("UTF-16, and ids that are not UTF-8", async () => {
    const utf16 = Uint8Array.of(0xff, 0xfe, 117, 0);
    expect((await failure(readLog(bytesSource("log", utf16)))).message).toContain(
      "expected text in UTF-8, got text in UTF-16",
    );
    const latin1 = Uint8Array.of(...new TextEncoder().encode(header), 0xe9, 44, 98, 44, 49, 10);
    const error = await failure(readLog(bytesSource("log", latin1)));
    expect(error.location).toEqual({ file: "log", row: 2, column: "user_id" });
    expect(error.expected).toBe("text in UTF-8");
  });

  it("a truncated gzip, a damaged one and a cut Parquet file", async () => {
    const zipped = gzipSync(`${header}${"a,b,1\n".repeat(9999)}`);
    const cut = await failure(readLog(bytesSource("log.gz", zipped.subarray(0, zipped.length - 20))));
    expect(cut.message).toContain("expected complete gzip data, got a damaged or cut-off file (log.gz)");
    zipped[30]! ^= 0xff;
    expect((await failure(readLog(bytesSource("log.gz", zipped)))).code).toBe("INVALID_INPUT");
    const parquet = await failure(readLog(textSource("x.parquet", "PAR1 and nothing else")));
    expect(parquet.message).toContain("expected a Parquet file that can be read");
  });

  it("reports an abort as what it is", async () => {
    const abort = new AbortController();
    abort.abort();
    const reading = readLog(textSource("log", `${header}a,b,1\n`), { signal: abort.signal });
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("readLogFiles", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "zpd data "));
    writeFileSync(join(folder, "log.csv"), `${header}a,b,1\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("says that a file is missing, or a folder is empty", async () => {
    const missing = await failure(readLogFiles(join(folder, "none.csv")));
    expect(missing.message).toBe(
      `fileSource: expected a file that can be read, got no such file (${join(folder, "none.csv")})`,
    );
    expect((await failure(readLogFiles([]))).message).toBe("readLog: expected at least one source, got none");
    const empty = join(folder, "empty");
    mkdirSync(empty);
    expect((await failure(readLogFiles(empty))).message).toBe(
      `folderSource: expected a folder with files, got an empty folder (${empty})`,
    );
  });

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)("says that a file may not be read (skipped for the superuser)", async () => {
    const path = join(folder, "closed.csv");
    writeFileSync(path, header);
    chmodSync(path, 0);
    expect((await failure(readLogFiles(path))).message).toContain("no permission to read it");
  });

  it("refuses a folder in the place of a Q-matrix", async () => {
    const error = await failure(readLogFiles(join(folder, "log.csv"), { qMatrix: folder }));
    expect(error.message).toContain("expected a file that can be read, got a folder");
  });

  it("reads the files of a folder that is no course as one log", async () => {
    expect(answerCount((await readLogFiles(folder)).dataset.log)).toBe(1);
  });
});
