import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../src/command-line";
import { documentOf, withoutTimes } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { BIN, runBuilt } from "./support/run-built";
import { fakeTerminal, runSource } from "./support/run-source";

const { path } = madeFolder();
const answers = path("answers.csv");

beforeAll(async () => {
  await makeAnswers(answers);
});

describe("the built command", () => {
  it("prints and exits as the source does", async () => {
    const args = ["fit", "bkt", "--data", answers, "--set", "starts=1", "--json"];
    expect(withoutTimes(documentOf(await runBuilt(args)))).toBe(withoutTimes(documentOf(await runSource(...args))));
    expect(await runBuilt(["fitt"])).toEqual(await runSource("fitt"));
    expect(await runBuilt(["--version"])).toEqual(await runSource("--version"));
  });

  it("reads standard input", async () => {
    const args = ["data", "inspect", "--json", "--data"];
    const read = documentOf(await runBuilt([...args, "-"], { input: readFileSync(answers) }));
    expect(read.fingerprint).toBe(documentOf(await runSource(...args, answers)).fingerprint);
    const nothing = await runBuilt([...args, "-"]);
    expect(nothing).toMatchObject({ status: 2, stdout: "" });
    expect(nothing.stderr).toBe("zpd: expected a log, got an empty file (standard input)\n");
  });

  it.each([
    ["results", "stdout"],
    ["progress", "stderr"],
  ] as const)("ends quietly when the reader of its %s has gone", async (_, closed) => {
    const child = spawn(process.execPath, [BIN, "data", "inspect", "--data", answers], { stdio: "pipe" });
    const other = closed === "stdout" ? child.stderr : child.stdout;
    child[closed].destroy();
    let text = "";
    other.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(0);
    if (closed === "stdout") expect(text).not.toMatch(/EPIPE| {4}at /);
    else expect(text).toContain("fingerprint");
  });
});

describe("an interrupted command", () => {
  it("says so, with the status of an interrupt", async () => {
    const terminal = fakeTerminal({ signal: AbortSignal.abort() });
    const args = ["fit", "bkt", "--data", answers, "--out", path("model")];
    expect(await runCommandLine(args, terminal)).toBe(130);
    const { stdout, stderr } = terminal.written();
    expect(stdout).toBe("");
    expect(stderr).toMatch(/\nInterrupted\. What was finished and saved so far is kept\.\n$/);
    // Nothing half done was left behind.
    expect((await runSource("evaluate", path("model"), "--data", answers)).status).toBe(2);
  });
});

describe("a defect", () => {
  it("is told apart from bad input, with what to report", async () => {
    const terminal = fakeTerminal({
      out: () => {
        throw new TypeError("the moon is in the wrong house");
      },
    });
    expect(await runCommandLine(["list", "tracers"], terminal)).toBe(1);
    expect(terminal.written().stderr).toMatch(/^zpd: a defect of ours, please report it.*\nTypeError: the moon/);
  });

  it("is not what work too large for the memory is", async () => {
    const terminal = fakeTerminal({
      out: () => {
        throw new RangeError("Array buffer allocation failed");
      },
    });
    expect(await runCommandLine(["list", "tracers"], terminal)).toBe(2);
    expect(terminal.written().stderr).toMatch(/^zpd: expected work that fits into memory.*\n$/);
  });
});
