import { chmodSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { type Outcome, runSource } from "./support/run-source";

const folder = madeFolder();
const { path, file } = folder;
const HEADER = "learner,item,concept,score\n";
const ROWS = "a,i1,c,1\na,i2,c,0\nb,i1,c,0\nb,i2,c,1\n";

/** The exit status and the one line of a refusal; fails the test when there is anything else. */
function refusalOf({ status, stdout, stderr }: Outcome): { status: number | null; message: string } {
  expect(stdout).toBe("");
  const lines = stderr.trimEnd().split("\n");
  const messages = lines.filter((line) => line.startsWith("zpd: "));
  expect(messages, stderr).toHaveLength(1);
  // Nothing follows the message: no stack, no second message.
  expect(lines.at(-1)).toBe(messages[0]);
  expect(stderr).not.toMatch(/ {4}at |node:|ENOENT|EISDIR|undefined|\[object/);
  return { status, message: messages[0]!.slice("zpd: ".length) };
}

const readers: readonly [name: string, args: (data: string) => readonly string[]][] = [
  ["data inspect", (data) => ["data", "inspect", "--data", data]],
  ["data convert", (data) => ["data", "convert", "--data", data, "--out", path("unwanted.csv")]],
  ["fit", (data) => ["fit", "bkt", "--data", data]],
  ["evaluate", (data) => ["evaluate", path("model"), "--data", data]],
  ["predict", (data) => ["predict", path("model"), "--data", data, "--out", path("unwanted.csv")]],
  ["mastery", (data) => ["mastery", path("model"), "--data", data]],
  ["rem", (data) => ["rem", "--policies", "random,bkt-mp", "--simulators", "bkt", "--data", data]],
];

beforeAll(async () => {
  await makeAnswers(path("answers.csv"));
  await makeAnswers(path("answers.parquet"));
  const fitted = await runSource(
    "fit",
    "bkt",
    "--data",
    path("answers.csv"),
    "--out",
    path("model"),
    "--set",
    "starts=1",
  );
  expect(fitted.status).toBe(0);
  mkdirSync(path("empty-folder"));
});

/** Files no reader can take, made when asked for, and what each message must say. */
const files: readonly [what: string, make: () => string, message: RegExp][] = [
  ["a missing file", () => path("nowhere.csv"), /no such file \(.*nowhere\.csv\)/],
  ["an empty file", () => file("empty.csv", ""), /got an empty file/],
  ["only a header", () => file("header.csv", HEADER), /got a header and no answers/],
  ["another delimiter", () => file("colons.csv", (HEADER + ROWS).replaceAll(",", ":")), /separated by comma, tab/],
  ["a missing column", () => file("column.csv", `learner,item\n${"a,i1\n"}`), /expected a column of scores/],
  ["a score above 1", () => file("above.csv", `${HEADER}${ROWS}b,i2,c,1.5\n`), /got "1\.5" \(.*row 6, column score\)/],
  [
    "a score that is a word",
    () => file("word.csv", `${HEADER}${ROWS}b,i2,c,yes\n`),
    /got "yes" \(.*row 6, column score\)/,
  ],
  ["a blank score", () => file("blank.csv", `${HEADER}${ROWS}b,i2,c,\n`), /got "" \(.*row 6, column score\)/],
  ["a field too many", () => file("many.csv", `${HEADER}${ROWS}b,i2,c,1,9\n`), /expected 4 fields.*got 5 \(.*row 6\)/],
  ["a field too few", () => file("few.csv", `${HEADER}${ROWS}b,i2,c\n`), /expected 4 fields.*got 3 \(.*row 6\)/],
  ["a quote left open", () => file("quote.csv", `${HEADER}${ROWS}"b,i2,c,1\n`), /expected a closing quote/],
  [
    "a truncated gzip",
    () => {
      const zipped = gzipSync(HEADER + ROWS.repeat(500));
      return file("cut.csv.gz", zipped.subarray(0, zipped.length - 12));
    },
    /complete gzip data/,
  ],
  ["a folder without files", () => path("empty-folder"), /empty folder \(.*empty-folder\)/],
  ["a path through a file", () => `${path("answers.csv")}/x.csv`, /no folder/],
  [
    "one line of 10 MB",
    () => file("long.csv", `${HEADER}a,i1,${"c".repeat(1e7)}`),
    /expected 4 fields.*got 3 \(.*row 2\)/,
  ],
  [
    "binary rubbish",
    () =>
      file(
        "rubbish.csv",
        Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251),
      ),
    /expected/,
  ],
  ["bytes that are not UTF-8", () => file("latin.csv", Buffer.from(`${HEADER}\xe9,i1,c,1\n`, "latin1")), /UTF-8/],
  ["UTF-16", () => file("utf16.csv", Buffer.from(`\ufeff${HEADER}${ROWS}`, "utf16le")), /UTF-16/],
  [
    "a truncated Parquet file",
    () => {
      const cut = file("cut.parquet", readFileSync(path("answers.parquet")));
      truncateSync(cut, 900);
      return cut;
    },
    /cut\.parquet/,
  ],
  ["text named Parquet", () => file("text.parquet", "PAR1 but no more PAR1"), /text\.parquet/],
  ["a JSON document", () => file("answers.json", '{"learner": "a", "score": 1}'), /expected/],
];

describe.each(readers)("%s refuses", (_, args) => {
  it.each(files)("%s", async (_what, make, message) => {
    const refusal = refusalOf(await runSource(...args(make())));
    expect(refusal.message).toMatch(message);
    expect(refusal.status).toBe(2);
  });

  it("a Q-matrix that lacks the log's items, is missing, or is a folder", async () => {
    const data = args(path("answers.csv"));
    const other = file("q.csv", "item,concept\nsomething,else\n");
    expect(refusalOf(await runSource(...data, "--qmatrix", other))).toMatchObject({
      status: 2,
      message: expect.stringMatching(/expected every item of the log.*q\.csv/),
    });
    for (const missing of ["no-q.csv", "empty-folder"]) {
      const refusal = refusalOf(await runSource(...data, "--qmatrix", path(missing)));
      expect(refusal).toMatchObject({ status: 2, message: expect.stringContaining(missing) });
    }
  });

  it("unknown options, formats, columns and backends, with the nearest name", async () => {
    const data = args(path("answers.csv"));
    const cases: readonly [readonly string[], number, RegExp][] = [
      [["--formt", "long"], 2, /unknown option '--formt'; did you mean --format\?/],
      [["--format", "lomg"], 2, /got "lomg"; did you mean "long"\?/],
      [["--map", "lerner=learner"], 2, /got "lerner"; did you mean "learner"\?/],
      [["--map", "score=scor"], 2, /expected column "scor".*did you mean "score"\?/],
      [["--map", "score"], 2, /role=column/],
      [["--backend", "wsm"], 2, /did you mean "wasm"\?/],
      [["--backend", "wasm"], 3, /no part of this command uses the wasm backend/],
      [["--seed", "one"], 2, /--seed <n>.*whole number/],
      [["--threads", "0"], 2, /--threads <n>.*whole number/],
    ];
    for (const [options, status, message] of cases) {
      const refusal = refusalOf(await runSource(...data, ...options));
      expect(refusal.message).toMatch(message);
      expect(refusal.status).toBe(status);
    }
  });

  it.skipIf(process.getuid?.() === 0)("a file it may not read (needs a user other than root)", async () => {
    const closed = path("closed.csv");
    // Once closed it cannot be written again.
    if (!existsSync(closed)) file("closed.csv", HEADER + ROWS);
    chmodSync(closed, 0);
    expect(refusalOf(await runSource(...args(closed)))).toMatchObject({
      status: 2,
      message: expect.stringContaining("no permission"),
    });
  });

  it("a log that is not named", async () => {
    const refusal = refusalOf(await runSource(...args("").filter((part) => part !== "--data" && part !== "")));
    expect(refusal.message).toMatch(/expected .*--data/);
    expect(refusal.status).toBe(2);
  });
});

describe("readers take", () => {
  it.each([
    ["a byte order mark", `\ufeff${HEADER}${ROWS}`],
    ["Windows line ends", (HEADER + ROWS).replaceAll("\n", "\r\n")],
    ["no line end at the end", (HEADER + ROWS).trimEnd()],
    ["tabs", (HEADER + ROWS).replaceAll(",", "\t")],
  ])("%s", async (_, content) => {
    const plain = await runSource("data", "inspect", "--json", "--data", file("plain.csv", HEADER + ROWS));
    const { stdout } = await runSource("data", "inspect", "--json", "--data", file("variant.csv", content));
    const fingerprint = JSON.parse(plain.stdout).fingerprint;
    expect(JSON.parse(stdout)).toMatchObject({ answers: 4, fingerprint });
  });
});

describe("names", () => {
  it.each([
    [["fitt"], /unknown command 'fitt'; did you mean fit\?/],
    [["data", "inspct"], /unknown command 'inspct'; did you mean inspect\?/],
    [["help", "fot"], /did you mean "fit"\?/],
    [["list", "tracer"], /did you mean "tracers"\?/],
    [["fit"], /missing required argument 'tracer'/],
    [["fit", "bkt", "pfa", "--data", "x"], /too many arguments/],
    [["fit", "bkr", "--data", "x"], /expected a known tracer.*did you mean "bkt"\?/],
    [["data", "simulate", "--course", "smal", "--out", "x.csv"], /known course.*did you mean "small"\?/],
    [["data", "simulate", "--course", "small", "--policy", "randm", "--out", "x.csv"], /did you mean "random"\?/],
    [["data", "simulate", "--course", "small", "--policy", "bkt-mp", "--out", "x.csv"], /a rule without a tracer/],
    [["data", "simulate", "--out", "x.csv"], /expected --course/],
    [["rem", "--demo", "--policies", "bkt-zon"], /did you mean "bkt-zone"\?/],
    [["rem", "--demo", "--simulators", "cours"], /did you mean "course"\?/],
    [["rem", "--demo", "--lengths", "10,x"], /--lengths/],
    [["rem", "--demo", "--learners", "1"], /--learners: expected 2 or more/],
    [["rem", "--demo", "--resume"], /--checkpoint DIR/],
    [["rem", "--demo", "--data", "x"], /either --data FILE or --demo, got both/],
  ])("%j", async (args, message) => {
    const refusal = refusalOf(await runSource(...args));
    expect(refusal.message).toMatch(message);
    expect(refusal.status).toBe(2);
  });
});

describe("fit refuses", () => {
  it.each([
    [["--folds", "1"], /2 to \d+ .*got 1/],
    [["--folds", "1000"], /got 1000/],
    [["--folds", "1.5"], /--folds <k>.*whole number/],
    [["--holdout", "1"], /--holdout <share>.*between 0 and 1/],
    [["--folds", "2", "--holdout", "0.5"], /one of --test, --folds and --holdout/],
    [["--test", "nowhere.csv"], /no such file \(nowhere\.csv\)/],
    [["--max-epochs", "0"], /--max-epochs <n>.*whole number/],
    [["--set", "maxGues=0.3"], /maxGuess/],
    [["--set", "maxGuess=much"], /"maxGuess" to be a number, got "much"/],
    [["--set", "maxGuess=7"], /"maxGuess".*got 7/],
    [["--set", "maxGuess"], /name=value/],
  ])("%j", async (options, message) => {
    const refusal = refusalOf(await runSource("fit", "bkt", "--data", path("answers.csv"), ...options));
    expect(refusal.message).toMatch(message);
    expect(refusal.status).toBe(2);
  });

  it("--max-epochs where nothing is repeated", async () => {
    const refusal = refusalOf(await runSource("fit", "item-mean", "--data", path("answers.csv"), "--max-epochs", "3"));
    expect(refusal).toMatchObject({ status: 2, message: expect.stringContaining("leave the option out") });
  });

  it("learners of one answer, and says what would count it", async () => {
    const single = file("single.csv", HEADER + Array.from({ length: 12 }, (_, l) => `l${l},i1,c,${l % 2}\n`).join(""));
    const refusal = refusalOf(await runSource("fit", "bkt", "--data", single));
    expect(refusal).toMatchObject({ status: 2, message: expect.stringContaining("--score-first") });
    expect((await runSource("fit", "bkt", "--data", single, "--score-first")).status).toBe(0);
  });

  it("a single learner", async () => {
    const alone = file("alone.csv", `${HEADER}a,i1,c,1\na,i1,c,0\n`);
    expect(refusalOf(await runSource("fit", "bkt", "--data", alone)).status).toBe(2);
  });
});

describe("a saved model that is", () => {
  const config = (): Record<string, unknown> => JSON.parse(readFileSync(path("model/config.json"), "utf8"));
  const tensors = (): Buffer => readFileSync(path("model/model.safetensors"));
  function model(name: string, parts: { config?: string; tensors?: Uint8Array }): string {
    mkdirSync(path(name), { recursive: true });
    if (parts.config !== undefined) file(`${name}/config.json`, parts.config);
    if (parts.tensors !== undefined) file(`${name}/model.safetensors`, parts.tensors);
    return path(name);
  }
  /** A configuration that does not say which tensors belong to it. */
  function unsealed(): string {
    const { tensorsSha256, ...rest } = config();
    expect(tensorsSha256).toEqual(expect.any(String));
    return JSON.stringify(rest);
  }

  it.each<[what: string, make: () => string, message: RegExp]>([
    ["missing", () => path("no-model"), /a model folder with config\.json/],
    ["a file", () => path("answers.csv"), /a model folder with config\.json/],
    ["an empty folder", () => path("empty-folder"), /got no config\.json/],
    ["without tensors", () => model("half", { config: JSON.stringify(config()) }), /got no model\.safetensors/],
    ["not JSON", () => model("text", { config: "hello", tensors: tensors() }), /text.config\.json/],
    [
      "foreign",
      () => model("foreign", { config: '{"architectures": ["Bert"]}', tensors: tensors() }),
      /foreign.config\.json/,
    ],
    [
      "of an unknown tracer",
      () => model("unknown", { config: JSON.stringify({ ...config(), model: "bkr" }), tensors: tensors() }),
      /expected a known tracer.*\(.*unknown\).*did you mean "bkt"\?/,
    ],
    [
      "of another tracer",
      () => model("other", { config: JSON.stringify({ ...config(), model: "elo" }), tensors: tensors() }),
      /other/,
    ],
    [
      "cut off",
      () => model("cut", { config: JSON.stringify(config()), tensors: tensors().subarray(0, -8) }),
      /damaged or of another save/,
    ],
    [
      "cut off, and without its seal",
      () => model("cut-unsealed", { config: unsealed(), tensors: tensors().subarray(0, -8) }),
      /model\.safetensors/,
    ],
    [
      "full of NaN",
      () => {
        const bytes = Buffer.from(tensors());
        // The last value of the last tensor: all bits set is a NaN in every float type.
        bytes.fill(0xff, bytes.length - 4);
        return model("nan", { config: unsealed(), tensors: bytes });
      },
      /finite values in tensor.*NaN/,
    ],
  ])("%s", async (_what, make, message) => {
    const refusal = refusalOf(await runSource("evaluate", make(), "--data", path("answers.csv")));
    expect(refusal.message).toMatch(message);
    expect(refusal.status).toBe(2);
  });

  it.each(["evaluate", "predict", "mastery"])("fitted on other items (%s)", async (command) => {
    const strange = file("strange.csv", HEADER + ROWS);
    const out = command === "predict" ? ["--out", path("unwanted.csv")] : [];
    const refusal = refusalOf(await runSource(command, path("model"), "--data", strange, ...out));
    expect(refusal).toMatchObject({
      status: 2,
      message: expect.stringMatching(/items that the model knows.*2 other items \(i1, i2\)/),
    });
  });
});

describe("what cannot be written", () => {
  const writers = (out: string): readonly (readonly string[])[] => [
    ["data", "simulate", "--course", "small", "--learners", "10", "--answers", "4", "--out", out],
    ["data", "convert", "--data", path("answers.csv"), "--out", out],
    ["predict", path("model"), "--data", path("answers.csv"), "--out", out],
    ["mastery", path("model"), "--data", path("answers.csv"), "--out", out],
  ];

  it("is refused, and what stood in its place is untouched", async () => {
    const old = file("old.csv", "old");
    mkdirSync(path("folder.csv"));
    for (const args of [...writers(`${old}/out.csv`), ...writers(path("folder.csv"))]) {
      const { status, message } = refusalOf(await runSource(...args));
      expect(status, args.join(" ")).toBe(2);
      expect(message).toMatch(/expected a file that can be written, got a (folder|path through something)/);
    }
    expect(readFileSync(old, "utf8")).toBe("old");
  });

  it("is refused for models too", async () => {
    const old = file("old-model", "old");
    const args = ["fit", "bkt", "--data", path("answers.csv"), "--set", "starts=1", "--out"];
    expect(refusalOf(await runSource(...args, old)).status).toBe(2);
    expect(readFileSync(old, "utf8")).toBe("old");
  });

  it.each(["x.txt", "x"])("names the endings it knows (%s)", async (name) => {
    const refusal = refusalOf(await runSource("data", "convert", "--data", path("answers.csv"), "--out", path(name)));
    expect(refusal).toMatchObject({ status: 2, message: expect.stringContaining(".parquet, .csv or .csv.gz") });
  });

  it.skipIf(process.getuid?.() === 0)("for want of permission (needs a user other than root)", async () => {
    const closed = path("closed-folder");
    mkdirSync(closed, { mode: 0o500 });
    for (const args of writers(`${closed}/out.csv`)) {
      expect(refusalOf(await runSource(...args))).toMatchObject({
        status: 2,
        message: expect.stringContaining("no permission"),
      });
    }
  });
});

describe("rem refuses before anything is fitted", () => {
  it.each([
    [["--simulators", "bkt,course"], /a made course whose truth is known/],
    [["--simulators", "bkp"], /did you mean "bkt"\?/],
    [["--policies", "random,bkt-zon"], /did you mean "bkt-zone"\?/],
  ])("%j", async (options, message) => {
    const outcome = await runSource("rem", "--data", path("answers.csv"), ...options);
    expect(refusalOf(outcome).message).toMatch(message);
    expect(outcome.status).toBe(2);
    // Not even the log was read.
    expect(outcome.stderr).not.toMatch(/reading|Fitting/);
  });

  it("a log of fewer than ten learners", async () => {
    const few = path("few-learners.csv");
    await makeAnswers(few, { learners: 9 });
    const outcome = await runSource("rem", "--data", few);
    expect(refusalOf(outcome).message).toMatch(/10 learners or more, got 9/);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).not.toContain("Fitting");
  });
});
