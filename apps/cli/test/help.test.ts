import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { runBuilt } from "./support/run-built";
import { runSource } from "./support/run-source";

const COMMANDS = [
  "data inspect",
  "data convert",
  "data simulate",
  "list",
  "doctor",
  "backend add",
  "backend remove",
  "backend list",
  "fit",
  "evaluate",
  "predict",
  "mastery",
  "rem",
  "worker",
  "irt fit",
  "irt information",
  "irt items",
  "irt practise",
  "irt recommend",
  "irt retrieve",
  "irt score",
  "irt simulate",
  "irt test",
  "irt update",
  "help",
];
const COMMON_OPTIONS = ["--json", "--seed", "--threads", "--backend", "--quiet"];

/** The command lines a help text shows, without what stands beside them. */
function examplesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}zpd (.*?)(?: {2,}.*)?$/gm)].map(([, line]) => line!);
}

async function helpOf(command: string): Promise<string> {
  const { status, stdout, stderr } = await runSource(...command.split(" ").filter(Boolean), "--help");
  expect(status).toBe(0);
  expect(stderr).toBe("");
  return stdout;
}

describe("help", () => {
  it.each(COMMANDS)("of %s shows an example of it, asked for in either way", async (command) => {
    const help = await helpOf(command);
    expect(examplesIn(help).some((example) => example.startsWith(command))).toBe(true);
    expect((await runSource("help", ...command.split(" "))).stdout).toBe(help);
  });

  it.each(COMMANDS.filter((name) => name !== "help"))("of %s has the options of every command", async (command) => {
    const help = await helpOf(command);
    for (const option of COMMON_OPTIONS) expect(help).toContain(`  ${option} `);
  });

  it("of zpd names every command and the exit statuses", async () => {
    const help = await helpOf("");
    for (const command of COMMANDS) expect(help).toMatch(new RegExp(`^ {2}${command.split(" ")[0]} `, "m"));
    expect(help).toContain("Exit status: 0 done, 1 a defect of zpd, 2 bad usage or input");
    expect((await runSource("help")).stdout).toBe(help);
  });

  it("goes to standard error, as bad usage, when no command is given", async () => {
    expect(await runSource()).toEqual({ status: 2, stdout: "", stderr: await helpOf("") });
    const data = await runSource("data");
    expect(data).toMatchObject({ status: 2, stdout: "" });
    expect(data.stderr).toContain("Usage: zpd data");
  });

  it("has a version beside it", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(await runSource("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("the examples", () => {
  const { path, file } = madeFolder();

  beforeAll(async () => {
    await makeAnswers(path("answers.csv"));
    await makeAnswers(path("new-answers.csv"), { seed: 2 });
    file("answers.csv.gz", gzipSync(readFileSync(path("answers.csv"))));
    await makeAnswers(path("week-2.csv"), { seed: 3 });
    const [header, ...rows] = readFileSync(path("answers.csv"), "utf8").trimEnd().split("\n");
    const column = header!.split(",").indexOf("item");
    const ids = [...new Set(rows.map((row) => row.split(",")[column]!))];
    file(
      "areas.csv",
      `item,kind,words\n${ids.map((id, i) => `${id},${i % 2 === 0 ? "text" : "table"},${i}`).join("\n")}\n`,
    );
    await runSource("irt", "fit", "2pl", "--data", path("answers.csv"), "--out", path("models/2pl"));
    await runSource("fit", "bkt", "--data", path("answers.csv"), "--out", path("models/bkt"));
  });

  it("run as printed", async () => {
    const helps = await Promise.all(["", ...COMMANDS].map(helpOf));
    // Those that need a server have tests of their own.
    const examples = [...new Set(helps.flatMap(examplesIn))].filter((example) => !example.includes("redis://"));
    expect(examples.length).toBeGreaterThanOrEqual(COMMANDS.length - 1);
    for (const example of examples) {
      const { status, stdout, stderr } = await runBuilt(example.split(" "), { cwd: path(".") });
      expect(status, `zpd ${example}\n${stderr}`).toBe(0);
      expect(stdout, example).not.toBe("");
      expect(stdout, example).not.toMatch(/NaN|undefined/);
    }
  });
});
