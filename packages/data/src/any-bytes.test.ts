import { gzipSync } from "node:zlib";
import { isZpdError } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatReaders } from "./formats/all-formats";
import { readLog } from "./loops/read-log";
import { bytesSource, textSource } from "./types/byte-source";
import type { FormatName, ReadOptions } from "./types/read-options";
import { writeParquet } from "./writers/write-parquet";

const text = new TextEncoder();

/** Reads, and accepts a log or a `ZpdError`; anything else fails the test. */
async function readOrRefuse(bytes: Uint8Array, options: ReadOptions, cut = 7): Promise<void> {
  try {
    const { dataset } = await readLog(bytesSource("any", bytes.subarray(0, cut), bytes.subarray(cut)), options);
    expect(dataset.log.item.length).toBe(dataset.log.offsets.at(-1));
  } catch (error) {
    if (!isZpdError(error)) throw error;
  }
}

const samples: Readonly<Record<string, string>> = {
  long: 'user_id,item_id,skill,score,time\n1,"a ""b""",x~~y,1,2020-01-01 00:00:01\n2,c,,0.5,2020-01-02\n',
  "three-line": "2\n5,6\n1,0\n0\n1\n9,\n1,\n",
  "four-line": "7,u1\n5,5\n1,2\n1,1\n1\n3\n4\n0\n",
  pykt: 'fold,uid,questions,concepts,responses,timestamps\n0,1,"1,2,-1","3,4_5,-1","1,0,-1","1,2,3"\n',
  matrix: 'id,"I1",I2\np1,0,NA\np2,,1\n',
  assistments2009: "order_id,user_id,problem_id,original,correct,skill_id\n1,a,p,1,1,3.0\n1,a,p,1,1,4.0\n2,a,q,0,1,\n",
  datashop:
    "Anon Student Id\tProblem Name\tStep Name\tFirst Transaction Time\tFirst Attempt\tKC (x)\nu\tp\ts\t2012-09-28 15:11:27.0\thint\ta~~b\n",
  "ednet-kt1": "timestamp,solving_id,question_id,user_answer\n1565096190868,1,q1,b\n",
  junyi: "part,student,step,question,correct,material,is_material\ntrain,1,1,q,1,,0\ntrain,1,2,,,m,1\n",
};

/** Edits at random places: a byte changed, cut out, doubled, or a special one put in. */
const edits = fc.array(
  fc.tuple(
    fc.nat(),
    fc.constantFrom("set", "cut", "twice"),
    fc.constantFrom(0, 10, 13, 34, 44, 45, 46, 48, 49, 57, 0xc3, 0xff),
  ),
  { maxLength: 6 },
);

function edited(bytes: Uint8Array, list: readonly (readonly [number, string, number])[]): Uint8Array {
  let out = [...bytes];
  for (const [place, kind, byte] of list) {
    const at = place % Math.max(1, out.length);
    if (kind === "set") out[at] = byte;
    else if (kind === "cut") out.splice(at, 1 + (byte % 5));
    else out = [...out.slice(0, at), ...out.slice(Math.max(0, at - byte)), ...out.slice(at)];
  }
  return Uint8Array.from(out);
}

describe("any bytes parse or are refused with a ZpdError", () => {
  const formats: readonly (FormatName | "auto")[] = ["auto", ...formatReaders.map(({ name }) => name)];

  it.each(formats)("as %s, from noise", async (format) => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 300 }).map((s) => text.encode(s)),
    );
    await fc.assert(
      fc.asyncProperty(noise, (bytes) => readOrRefuse(bytes, { format })),
      { numRuns: 150 },
    );
  });

  it.each(Object.entries(samples))("as %s, from a spoiled sample", async (format, sample) => {
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), fc.nat(80), (list, auto, cut) =>
        readOrRefuse(
          edited(text.encode(sample), list),
          {
            format: auto ? "auto" : (format as FormatName),
            qMatrix: textSource("q", "question_id,correct_answer,tags\nq1,b,1;2\n"),
          },
          cut,
        ),
      ),
      { numRuns: 100 },
    );
  });

  it("as a spoiled Q-matrix", async () => {
    await fc.assert(
      fc.asyncProperty(
        edits,
        fc.constantFrom("1,0\n0,1\n", "k1,k2\n1,0\n", "item,concept\n1,a\n2,b\n"),
        (list, table) =>
          readOrRefuse(text.encode("2\n1,2\n1,0\n"), { qMatrix: bytesSource("q", edited(text.encode(table), list)) }),
      ),
      { numRuns: 200 },
    );
  });

  it("as spoiled gzip", async () => {
    const zipped = new Uint8Array(gzipSync(samples.long!));
    await fc.assert(
      fc.asyncProperty(edits, (list) => readOrRefuse(edited(zipped, list), {})),
      { numRuns: 100 },
    );
  });

  it("as a spoiled Mastery Grids folder", async () => {
    const files = {
      "records.csv": "user,step,problem,topic,correct\nu1,1,p1,t1,1\nu2,1,p2,t2,0\n",
      "problems.csv": "problem_id,problem,topic\n1,p1,t1\n2,p2,t2\n",
      "topics.csv": "curriculum_order,topic\n1,t1\n2,t2\n",
      "prepost.csv": "user,pretest,posttest\nu1,0.1,0.9\n",
      "folds.csv": "fold,user,part\n1,u1,train\n1,u2,test\n",
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(files)), edits, async (spoiled, list) => {
        const sources = Object.entries(files).map(([name, content]) =>
          bytesSource(name, name === spoiled ? edited(text.encode(content), list) : text.encode(content)),
        );
        try {
          await readLog(sources);
        } catch (error) {
          if (!isZpdError(error)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  });

  it("as spoiled Parquet", async () => {
    const { dataset } = await readLog(textSource("log", samples.long!));
    const pieces: Uint8Array[] = [];
    for await (const piece of writeParquet(dataset)) pieces.push(piece);
    const bytes = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), (list, asTable) =>
        readOrRefuse(edited(bytes, list), { format: "parquet", ...(asTable ? { map: { item: "item" } } : {}) }),
      ),
      {
        numRuns: 300,
        // Once got past the library: a footer in which a column has no name.
        examples: [
          [
            [
              [786745944, "twice", 0],
              [0, "cut", 0],
              [595554114, "set", 195],
            ],
            false,
          ],
        ],
      },
    );
  });

  it("reads a line of 10 MB, in small pieces", async () => {
    const count = 2_500_000;
    const line = text.encode(`${count}\n${"123,".repeat(count)}\n${"1,".repeat(count)}\n`);
    const pieces = Array.from({ length: Math.ceil(line.length / 65536) }, (_, k) =>
      line.subarray(k * 65536, (k + 1) * 65536),
    );
    const { dataset, format } = await readLog(bytesSource("long line", ...pieces));
    expect(format).toBe("three-line");
    expect(dataset.log.item.length).toBe(count);
  });
});
