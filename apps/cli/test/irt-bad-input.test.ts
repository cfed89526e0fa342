import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { documentOf } from "./support/json-document";
import { makeAreas } from "./support/made-areas";
import { madeFolder } from "./support/made-folder";
import { type Outcome, runSource } from "./support/run-source";

const { path, file } = madeFolder();
const made = makeAreas({ learners: 60, answersEach: 15 });
const answers = file("answers.csv", made.answers);
const areas = file("areas.csv", made.items);

function fit(name: string, ...more: string[]): Promise<Outcome> {
  return runSource("irt", "fit", name, ...more);
}

/** The one line of a refusal with exit status 2. */
function refusalOf({ status, stdout, stderr }: Outcome): string {
  expect(status, stderr).toBe(2);
  expect(stdout).toBe("");
  const messages = stderr.split("\n").filter((line) => line.startsWith("zpd: "));
  expect(messages, stderr).toHaveLength(1);
  expect(stderr).not.toMatch(/ {4}at |undefined|\[object/);
  return messages[0]!;
}

/** Every number of a CSV file but its first column; blank cells are values nobody knows. */
function numbersIn(name: string): number[] {
  const [header, ...rows] = readFileSync(path(name), "utf8").trimEnd().split("\n");
  expect(rows.length, header).toBeGreaterThan(0);
  return rows
    .flatMap((row) => row.split(",").slice(1))
    .filter((cell) => cell !== "")
    .map(Number);
}

beforeAll(async () => {
  for (const name of ["2pl", "rasch"]) {
    const { status, stderr } = await fit(name, "--data", answers, "--out", path(name));
    expect(status, stderr).toBe(0);
  }
  const { status } = await fit("hierarchical", "--data", answers, "--covariates", areas, "--out", path("hierarchical"));
  expect(status).toBe(0);
});

describe("what is odd about answers", () => {
  /** One learner has one answer, one island shares nothing with the others, one answer is given twice. */
  const odd = file(
    "odd.csv",
    `learner,item,score
ada,mixed,1
ada,all right,1
ada,all wrong,0
ben,mixed,0
ben,all right,1
ben,all right,1
one answer,mixed,1
islander,far,1
islander,far,0
`,
  );
  const columns = file(
    "odd-items.csv",
    "item,area,words\nmixed,a,1\nall right,b,2\nall wrong,a,3\nfar,b,4\nnever,c,5\n",
  );
  const engines = [
    "rasch",
    "2pl",
    "factor --factors 2",
    "rasch --engine svi",
    "2pl --engine svi",
    "rasch --engine mml",
    "1pl",
    "2pl --engine mml",
    "3pl",
    "hierarchical",
  ];

  it.each(engines)("is said, and all numbers are finite: %s", async (engine) => {
    const [name, ...more] = engine.split(" ");
    if (name === "hierarchical") more.push("--covariates", columns);
    const out = path("odd");
    const args = ["--data", odd, "--holdout", "0.3", "--seed", "2", "--out", out];
    // JSON has null for what is not finite, which `documentOf` refuses.
    const document = documentOf(await fit(name!, ...args, ...more, "--json"));
    const warnings = new Map<string, string[]>(
      document.warnings.map(({ code, ids = [] }: { code: string; ids?: string[] }) => [code, ids]),
    );
    expect([...warnings.keys()]).toEqual(expect.arrayContaining(["REPEATED_ANSWERS", "DISCONNECTED_GROUPS"]));
    if (document.engine === "mml") {
      expect(warnings.get("ITEM_ALL_RIGHT")).toEqual(["all right"]);
      expect(warnings.get("ITEM_ALL_WRONG")).toEqual(["all wrong"]);
    } else {
      expect(warnings.get("ITEM_ONE_OUTCOME")).toEqual(["all right", "all wrong"]);
    }
    expect((await runSource("irt", "items", out, "--out", path("odd-out.csv"))).status).toBe(0);
    expect(numbersIn("odd-out.csv").every(Number.isFinite)).toBe(true);
    const rows = new Map(
      readFileSync(path("odd-out.csv"), "utf8")
        .trimEnd()
        .split("\n")
        .map((row) => [row.split(",")[0]!, row.split(",")]),
    );
    // What everyone got right is easier for who is like the others: a b of one factor, b of several.
    const thresholdOf = (id: string): number => {
      const cellOf = (column: string) => Number(rows.get(id)![rows.get("item")!.indexOf(column)] ?? 1);
      return cellOf("a") * cellOf("b");
    };
    expect(thresholdOf("all right")).toBeLessThan(thresholdOf("all wrong"));
    if (name === "hierarchical") expect(rows.get("never")!.slice(0, 2)).toEqual(["never", "0"]);
  });

  it("is told to people on standard error", async () => {
    const { stderr } = await fit("2pl", "--data", odd);
    expect(stderr).toContain(
      "warning: no answer connects 2 groups of learners and items: they are on one scale only if",
    );
    expect(stderr).toContain(
      "always right or always wrong; only the prior holds their parameters (all right, all wrong)",
    );
    expect(stderr).toContain("2 answers are to an item the learner had answered before");
  });

  it("is not said of groups that an earlier posterior connects", async () => {
    const week = file("two.csv", "learner,item,score\nlearner 1,brand new,1\nlearner 2,algebra 3,0\n");
    const codesOf = async (...args: string[]) =>
      documentOf(await runSource("irt", ...args, "--data", week, "--out", path("two"), "--json")).warnings.map(
        ({ code }: { code: string }) => code,
      );
    expect(await codesOf("fit", "2pl")).toContain("DISCONNECTED_GROUPS");
    expect(await codesOf("update", path("2pl"))).not.toContain("DISCONNECTED_GROUPS");
  });

  it("an item of a matrix that nobody answered is at the prior, a learner without answers is one of no consequence", async () => {
    const matrix = file("matrix.csv", "learner,x,y,never\na,1,0,\nb,0,1,NA\nnobody,,,\nd,1,,\n");
    const args = ["--data", matrix, "--format", "matrix", "--out", path("matrix"), "--json"];
    const document = documentOf(await fit("2pl", ...args));
    expect(document.warnings[0]).toMatchObject({ code: "ITEM_WITHOUT_DATA", ids: ["never"] });
    await runSource("irt", "items", path("matrix"), "--out", path("matrix-items.csv"));
    expect(numbersIn("matrix-items.csv").every(Number.isFinite)).toBe(true);
    const marginal = documentOf(await fit("2pl", ...args, "--engine", "mml"));
    expect(marginal.warnings.map(({ code }: { code: string }) => code)).toContain("LEARNER_WITHOUT_DATA");
  });

  it("no score at all is refused", async () => {
    const blank = file("blank.csv", "learner,item,score\na,x,\nb,y,\n");
    expect(refusalOf(await fit("2pl", "--data", blank))).toMatch(
      /expected a score .*got "" \(.*blank\.csv, row 2, column score\)/,
    );
    const matrix = file("blank-matrix.csv", "learner,x,y\na,,\nb,NA,NA\n");
    const refused = await fit("2pl", "--data", matrix, "--format", "matrix");
    expect(refusalOf(refused)).toMatch(/expected answers, got a matrix without any \(.*blank-matrix\.csv\)/);
    const updated = await runSource("irt", "update", path("2pl"), "--data", blank, "--out", path("no"));
    expect(refusalOf(updated)).toContain('got ""');
  });

  it("an item that only the test has is refused where nothing is believed of it", async () => {
    const test = file("other.csv", "learner,item,score\nlearner 1,algebra 1,1\nlearner 1,other,0\n");
    const args = ["--data", answers, "--test", test];
    expect(refusalOf(await fit("3pl", ...args))).toContain("--test: expected items of --data");
    expect(documentOf(await fit("2pl", ...args, "--json")).heldOut.answers).toBe(2);
  });

  it("too few answers to hold any out are judged by nothing, and groups of them are refused", async () => {
    const few = file("few.csv", "learner,item,score\na,x,1\na,y,0\nb,x,0\nb,y,1\n");
    expect(documentOf(await fit("2pl", "--data", few, "--json"))).not.toHaveProperty("heldOut");
    const refused = await fit("2pl", "--data", few, "--by", "concept");
    expect(refusalOf(refused)).toContain("hold out more by --holdout, or give --test");
  });
});

describe("posteriors and what to freeze", () => {
  it.each([
    ["rasch", "2pl"],
    ["2pl", "hierarchical"],
    ["hierarchical", "2pl"],
    ["factor", "rasch"],
  ])("%s refuses a posterior of %s as prior", async (name, other) => {
    const refused = await fit(name, "--data", answers, "--prior", path(other));
    expect(refusalOf(refused)).toContain(`--prior: expected a posterior of ${name}, got one of ${other} (`);
  });

  it.each([
    ["fit", ["irt", "fit", "2pl", "--data", answers, "--prior", path("2pl")]],
    ["update", ["irt", "update", path("2pl"), "--data", answers, "--out", path("no")]],
    ["update of a hierarchical model", ["irt", "update", path("hierarchical"), "--data", answers, "--out", path("no")]],
  ])("%s refuses to freeze an item that the posterior does not know", async (_, args) => {
    const refused = refusalOf(await runSource(...args, "--freeze", file("freeze.txt", "algebra 1\nalgebra 999\n")));
    expect(refused).toMatch(
      /--freeze: expected a known item \(.*… and 48 more\), got "algebra 999"; did you mean "algebra/,
    );
    const empty = await runSource(...args, "--freeze", file("nothing.txt", "\n"));
    expect(refusalOf(empty)).toContain("--freeze: expected item ids, one a line, got an empty file");
  });

  it("2pl refuses several factors, and covariates that nothing reads", async () => {
    expect(refusalOf(await fit("2pl", "--data", answers, "--factors", "2"))).toContain(
      "--factors: expected one factor, or a model of several: factor, hierarchical, got 2 of 2pl",
    );
    expect(refusalOf(await fit("2pl", "--data", answers, "--covariates", areas))).toContain("reads no covariates");
    const updated = await runSource(
      "irt",
      "update",
      path("2pl"),
      "--data",
      answers,
      "--covariates",
      areas,
      "--out",
      path("no"),
    );
    expect(refusalOf(updated)).toContain("got one of 2pl, which has no covariates");
  });
});

describe("covariates", () => {
  const rows = made.items.trimEnd().split("\n");
  const table = (name: string, change: (row: string, k: number) => string | undefined) =>
    file(name, `${rows.flatMap((row, k) => change(row, k) ?? []).join("\n")}\n`);
  const constant = table("constant.csv", (row, k) => `${row},${k === 0 ? "school" : "here"}`);
  const number = table("number.csv", (row, k) => `${row},${k === 0 ? "grade" : "7"}`);
  const part = table("part.csv", (row, k) => (k > 0 && k < 6 ? undefined : row));
  const empty = table("empty.csv", (row, k) => (k === 3 ? row.replace(/,\w+,/, ",,") : row));
  const twice = table("twice.csv", (row, k) => (k === 4 ? rows[3]!.replace(/,\w+,/, ",other,") : row));

  it.each([
    [
      "a column of constants",
      constant,
      /expected a column that differs between items, got the same for all items \(.*constant\.csv, column school\)/,
    ],
    ["a constant number", number, /the same for all items \(.*number\.csv, column grade\)/],
    [
      "missing rows",
      part,
      /--covariates: expected a row for each of the 58 items of the log, got none for 5 of them \(.*algebra.*, …\) \(.*part\.csv\)/,
    ],
    [
      "an empty cell",
      empty,
      /expected a value for every item, got none for 1 of 58 items \("algebra 2"\) \(.*empty\.csv, column area\); .*--missing attribute/,
    ],
    [
      "two values in two rows",
      twice,
      /expected one value an item, "algebra" .*got "other" \(.*twice\.csv, row 5, column area\)/,
    ],
    ["a file there is not", path("nowhere.csv"), /no such file \(.*nowhere\.csv\)/],
  ])("%s: refused, by file, column and items", async (_, covariates, message) => {
    expect(refusalOf(await fit("hierarchical", "--data", answers, "--covariates", covariates))).toMatch(message);
  });

  it("missing rows and empty cells have an attribute of their own where asked to", async () => {
    for (const covariates of [part, empty]) {
      const args = ["--data", answers, "--covariates", covariates, "--missing", "attribute", "--json"];
      const { families } = documentOf(await fit("hierarchical", ...args));
      expect(families[0]).toMatchObject({ name: "area", attributes: 4 });
    }
  });

  it("--missing without a file is refused", async () => {
    const refused = await fit("hierarchical", "--data", answers, "--missing", "attribute");
    expect(refusalOf(refused)).toContain("--missing: expected a file by --covariates, got none");
  });

  it("concepts that tell nothing are refused", async () => {
    const bare = file("bare.csv", "learner,item,score\na,x,1\na,y,0\nb,x,0\n");
    expect(refusalOf(await fit("hierarchical", "--data", bare))).toContain("every item is a concept of its own");
    const one = file("one.csv", "learner,item,concept,score\na,x,c,1\na,y,c,0\nb,x,c,0\n");
    expect(refusalOf(await fit("hierarchical", "--data", one))).toContain('a log of the one concept "c"');
  });

  it("of an update have the columns of the fit, and a row for each new item", async () => {
    const week = file("week.csv", "learner,item,score\nlearner 1,new,1\nlearner 2,newer,0\n");
    const run = (covariates: string) =>
      runSource("irt", "update", path("hierarchical"), "--data", week, "--covariates", covariates, "--out", path("no"));
    expect(refusalOf(await run(file("less.csv", "item,area\nnew,sets\nnewer,sets\n")))).toMatch(
      /column "words".*less\.csv/,
    );
    expect(refusalOf(await run(file("fewer.csv", "item,area,words\nnew,sets,3\n")))).toMatch(
      /a row for each item that is new, got none for 1 of them \(newer\)/,
    );
    expect(refusalOf(await run(file("text.csv", "item,area,words\nnew,sets,3\nnewer,sets,many\n")))).toMatch(
      /expected finite numbers, got many for item "newer" \(.*text\.csv, column words\)/,
    );
  });
});
