import { conceptsOf, type InteractionLog } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { textSource } from "../types/byte-source";
import type { ReadOptions } from "../types/read-options";
import { readLog } from "./read-log";

/** One learner's answers as `item:score`, in order. */
function answersOf(log: InteractionLog, learner: string): string[] {
  const l = log.learners.indexOf(learner);
  const rows = Array.from({ length: log.offsets[l + 1]! - log.offsets[l]! }, (_, k) => log.offsets[l]! + k);
  return rows.map((n) => `${log.items.ids[log.item[n]!]}:${log.score[n]}`);
}

function conceptIds(log: InteractionLog, item: string): string[] {
  return Array.from(conceptsOf(log.qMatrix, log.items.indexOf(item)), (c) => log.qMatrix.concepts.ids[c]!);
}

const read = (text: string, options: ReadOptions = {}) => readLog(textSource("log.csv", text), options);

describe("long tables", () => {
  it("finds usual columns in any case and order, tab-separated, with a BOM and CRLF", async () => {
    const text = "\ufeffProblem ID\tCorrect\tAnon Student Id\tKC\r\np1\t1\ts1\tk1~~k2\r\np2\tfalse\ts1\t\r\n";
    const { dataset, format, columns, warnings } = await read(text);
    expect(format).toBe("long");
    expect(columns).toEqual({ learner: "Anon Student Id", item: "Problem ID", concept: "KC", score: "Correct" });
    expect(answersOf(dataset.log, "s1")).toEqual(["p1:1", "p2:0"]);
    expect(conceptIds(dataset.log, "p1")).toEqual(["k1", "k2"]);
    expect(conceptIds(dataset.log, "p2")).toEqual([]);
    expect(warnings).toEqual(["1 items with 1 answers have no concept: kept without one"]);
  });

  it("gathers a learner's scattered rows and sorts them by order, ties as in the file", async () => {
    const text = "user;item;score;order\na;x;1;2\nb;y;0;1\na;z;0;1\na;w;1;2\n";
    const { dataset, warnings } = await read(text);
    expect(answersOf(dataset.log, "a")).toEqual(["z:0", "x:1", "w:1"]);
    expect(warnings).toEqual(["the rows of 1 learners were not in order: sorted by column order"]);
  });

  it.each([
    ["seconds", "1500000000", "1500000001"],
    ["milliseconds", "1500000000000", "1500000001000"],
    ["microseconds", "1500000000000000", "1500000001000000"],
    ["dates", "2017-07-14 02:40:00", "2017-07-14T02:40:01Z"],
  ])("reads times in %s", async (_, first, second) => {
    const { dataset } = await read(`user,item,score,timestamp\na,x,1,${second}\na,y,0,${first}\n`);
    expect([...dataset.log.timestampMs!]).toEqual([1500000000000, 1500000001000]);
    expect(answersOf(dataset.log, "a")).toEqual(["y:0", "x:1"]);
  });

  it("leaves times out when some are missing, and says so", async () => {
    const { dataset, warnings } = await read("user,item,score,timestamp\na,x,1,2\na,y,0,\n");
    expect(dataset.log.timestampMs).toBeUndefined();
    expect(answersOf(dataset.log, "a")).toEqual(["x:1", "y:0"]);
    expect(warnings).toEqual(["1 of 2 rows have no time: times are left out; rows keep the order of the file"]);
  });

  it("makes one answer of rows that name one concept each, and keeps true repeats", async () => {
    const text = "user,item,skill,score\na,x,k1,1\na,x,k2,1\na,x,k1,1\na,x,k2,0\na,y,k1,1\n";
    const { dataset, cleaned } = await read(text);
    expect(answersOf(dataset.log, "a")).toEqual(["x:1", "x:1", "x:0", "y:1"]);
    expect(conceptIds(dataset.log, "x")).toEqual(["k1", "k2"]);
    expect(cleaned).toEqual([
      { reason: "row naming another concept of the same answer (merged into one answer)", count: 1 },
    ]);
  });

  it("keeps rows that equal the one before, and counts them", async () => {
    const { dataset, warnings, cleaned } = await read("user,item,score,time\na,x,1,5\na,x,1,5\n");
    expect(answersOf(dataset.log, "a")).toEqual(["x:1", "x:1"]);
    expect(cleaned).toEqual([]);
    expect(warnings).toEqual(["1 rows equal the row before them in all that was read: kept"]);
  });

  it("takes concepts for items when there are no items, splitting joined ones", async () => {
    const { dataset } = await read("user,skill,score\na,1_2,1\na,3,0\n");
    expect(dataset.log.items.ids).toEqual(["1_2", "3"]);
    expect(conceptIds(dataset.log, "1_2")).toEqual(["1", "2"]);
  });

  it("tells a table of answers that are all 0 or 1 from a matrix", async () => {
    const { format, dataset } = await read("learner,order,item,score\n1,1,1,0\n1,0,0,1\n");
    expect(format).toBe("long");
    expect(answersOf(dataset.log, "1")).toEqual(["0:1", "1:0"]);
  });

  it("follows a map, also one that leaves a column out, and ignores commas at line ends", async () => {
    const text = "who,what,tag,mark,\nu,x,k,0.5,\n";
    const { dataset } = await read(text, { map: { learner: "who", item: "what", score: "mark", concept: "" } });
    expect(answersOf(dataset.log, "u")).toEqual(["x:0.5"]);
    expect(dataset.log.qMatrix.concepts.ids).toEqual(["x"]);
  });

  it("reads a fold column that is mapped", async () => {
    const text = "user,item,score,part\na,x,1,train\nb,x,0,test\nc,x,1,train\n";
    const { dataset } = await read(text, { map: { fold: "part" } });
    expect(dataset.folds).toEqual([{ name: "part", train: Int32Array.of(0, 2), test: Int32Array.of(1) }]);
    await expect(read(`${text}a,x,1,test\n`, { map: { fold: "part" } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("reads several files as one log", async () => {
    const one = textSource("1.csv", "user,item,score\na,x,1\n");
    const two = textSource("2.csv", "score,user,item\n0,a,y\n1,b,x\n");
    const { dataset } = await readLog([one, two]);
    expect(answersOf(dataset.log, "a")).toEqual(["x:1", "y:0"]);
    expect(answersOf(dataset.log, "b")).toEqual(["x:1"]);
  });
});

describe("presets", () => {
  it("reads DataShop's roll-up: steps of problems as items, hints as not right, its first concept model", async () => {
    const text =
      "Row\tAnon Student Id\tProblem Name\tStep Name\tFirst Transaction Time\tFirst Attempt\tKC (Single)\tOpportunity (Single)\n" +
      "1\ts\tP1\tstep_1\t2012-09-28 15:11:27.0\tcorrect\tadd~~carry_over\t1~~1\n" +
      '2\ts\tP1\t"odd\t2012-09-28 15:11:20.0\thint\tadd\t2\n' +
      "3\ts\tP1\tstep_3\t2012-09-28 15:11:30.0\t\tadd\t2\n";
    const { dataset, format, cleaned } = await read(text);
    expect(format).toBe("datashop");
    expect(answersOf(dataset.log, "s")).toEqual(['P1 / "odd:0', "P1 / step_1:1"]);
    expect(conceptIds(dataset.log, "P1 / step_1")).toEqual(["add", "carry_over"]);
    expect(cleaned).toEqual([{ reason: "step without a first attempt", count: 1 }]);
  });

  it("reads EdNet-KT1: a learner a file, scored against questions.csv", async () => {
    const header = "timestamp,solving_id,question_id,user_answer,elapsed_time\n";
    const { dataset, format } = await readLog(
      [
        textSource("KT1/u1.csv", `${header}1565096190868,1,q1,b,1\n1565096190000,2,q2,a,1\n`),
        textSource("KT1/u2.csv", `${header}1565096190868,1,q2,d,1\n`),
      ],
      { qMatrix: textSource("questions.csv", "question_id,bundle_id,correct_answer,tags\nq1,b1,b,1;2\nq2,b2,d,2\n") },
    );
    expect(format).toBe("ednet-kt1");
    expect(answersOf(dataset.log, "u1")).toEqual(["q2:0", "q1:1"]);
    expect(answersOf(dataset.log, "u2")).toEqual(["q2:1"]);
    expect(conceptIds(dataset.log, "q1")).toEqual(["1", "2"]);
  });

  it("reads Junyi's problem log", async () => {
    const text =
      "user_id,exercise,problem_type,problem_number,time_done,correct\n7,adding,0,1,1420714810324490,true\n7,adding,0,2,1420714805324490,false\n";
    const { dataset, format } = await read(text);
    expect(format).toBe("junyi");
    expect(answersOf(dataset.log, "7")).toEqual(["adding:0", "adding:1"]);
    expect([...dataset.log.timestampMs!]).toEqual([1420714805324.49, 1420714810324.49]);
  });

  it("merges ASSISTments rows of one order id though they stand apart, and drops scaffolds", async () => {
    const text =
      "order_id,user_id,problem_id,original,correct,skill_id\n5,u,p,1,1,10.0\n4,u,s,0,1,10.0\n3,u,q,1,0,\n5,u,p,1,1,11.0\n";
    const { dataset, cleaned } = await read(text);
    expect(answersOf(dataset.log, "u")).toEqual(["q:0", "p:1"]);
    expect(conceptIds(dataset.log, "p")).toEqual(["10", "11"]);
    expect(cleaned.map(({ count }) => count)).toEqual([1, 1]);
  });
});

describe("lists and matrices", () => {
  it("reads three lines a learner, commas at line ends, and a learner without answers", async () => {
    const { dataset, format } = await read("2\n7,9,\n1,0,\n0\n1\n9\n1\n");
    expect(format).toBe("three-line");
    expect(dataset.log.learners.ids).toEqual(["1", "2", "3"]);
    expect([1, 2, 3].map((l) => answersOf(dataset.log, `${l}`))).toEqual([["7:1", "9:0"], [], ["9:1"]]);
  });

  it("reads four lines a learner named by a pair, merging concept repeats", async () => {
    const { dataset, format, cleaned } = await read("0,u8\n5,5,5,5\n1,2,1,2\n1,1,1,1\n".replace("u8", "82295"));
    expect(format).toBe("four-line");
    expect(answersOf(dataset.log, "82295")).toEqual(["5:1", "5:1"]);
    expect(cleaned.map(({ count }) => count)).toEqual([2]);
  });

  it("reads pyKT tables: windows, padding, times, folds", async () => {
    const text =
      'fold,uid,questions,concepts,responses,timestamps,selectmasks\n0,u,"4,4,5","1,2,1","1,1,0","1000,1000,2000","1,1,1"\n0,u,"6,-1","3_1,-1","1,-1","3000,-1","1,-1"\n1,v,"5","1","1","1000","1"\n';
    const { dataset, format, cleaned } = await read(text);
    expect(format).toBe("pykt");
    expect(answersOf(dataset.log, "u")).toEqual(["4:1", "5:0", "6:1"]);
    expect(conceptIds(dataset.log, "4")).toEqual(["1", "2"]);
    expect(conceptIds(dataset.log, "6")).toEqual(["1", "3"]);
    expect(dataset.folds?.map(({ name, test }) => [name, ...test])).toEqual([
      ["fold 0", 0],
      ["fold 1", 1],
    ]);
    expect(cleaned.map(({ count }) => count).sort()).toEqual([1, 1]);
  });

  it("reads pyKT tables without questions: concepts are the items", async () => {
    const { dataset } = await read('uid,questions,concepts,responses\nu,"NA","1,2","1,0"\nv,NA,2,1\n');
    expect(answersOf(dataset.log, "u")).toEqual(["1:1", "2:0"]);
    expect(answersOf(dataset.log, "v")).toEqual(["2:1"]);
  });

  it("reads a matrix with names, ids and gaps; unanswered items stay", async () => {
    const { dataset, format } = await read('"",I1,I2,I3\nann,1,NA,\nbob,,0,\n');
    expect(format).toBe("matrix");
    expect(answersOf(dataset.log, "ann")).toEqual(["I1:1"]);
    expect(answersOf(dataset.log, "bob")).toEqual(["I2:0"]);
    expect(dataset.log.items.ids).toEqual(["I1", "I2", "I3"]);
  });

  it("reads a bare matrix with a Q-matrix in the order of its columns", async () => {
    const { dataset } = await read("1,0\n0,0\n", { qMatrix: textSource("q.csv", "k1,k2\n1,1\n0,1\n") });
    expect(dataset.log.learners.ids).toEqual(["1", "2"]);
    expect([conceptIds(dataset.log, "1"), conceptIds(dataset.log, "2")]).toEqual([["k1", "k2"], ["k2"]]);
  });

  it("takes the Q-matrix file as the bank of items", async () => {
    const q = 'item_id,knowledge_code\n3,[83]\n1,"[5, 7]"\n2,[5]\n3,[84]\n';
    const { dataset } = await read("user,item,score\na,1,1\na,3.0,0\n", { qMatrix: textSource("item.csv", q) });
    expect(dataset.log.items.ids).toEqual(["3", "1", "2"]);
    expect(conceptIds(dataset.log, "3")).toEqual(["83", "84"]);
    expect(answersOf(dataset.log, "a")).toEqual(["1:1", "3:0"]);
  });
});
