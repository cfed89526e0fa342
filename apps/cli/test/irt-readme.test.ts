import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { madeFolder } from "./support/made-folder";
import { runBuilt } from "./support/run-built";

const README = new URL("../../../packages/kt/README.md", import.meta.url);

/** The `zpd` lines of the section's shell fence, cut into words; quotes hold a word together. */
function commandLines(): string[][] {
  const section = readFileSync(README, "utf8").split("### On the command line")[1]!;
  const fence = /^```sh\n([\s\S]*?)^```$/m.exec(section)![1]!;
  return fence
    .split("\n")
    .filter((line) => line.startsWith("zpd "))
    .map((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].slice(1).map(([, quoted, plain]) => quoted ?? plain!));
}

it("the item response commands in the README of kt run as they stand, one after the other", async () => {
  const { path } = madeFolder();
  const lines = commandLines();
  const commands = [
    "fit",
    "information",
    "items",
    "practise",
    "recommend",
    "retrieve",
    "score",
    "simulate",
    "test",
    "update",
  ];
  expect([...new Set(lines.map(([, command]) => command!))].sort()).toEqual(commands);
  for (const line of lines) {
    const { status, stdout, stderr } = await runBuilt(line, { cwd: path(".") });
    expect(status, `zpd ${line.join(" ")}\n${stderr}`).toBe(0);
    expect(stdout, line.join(" ")).not.toMatch(/NaN|undefined/);
  }
  for (const file of ["areas.html", "retrieval.html", "abilities.csv"]) expect(existsSync(path(file))).toBe(true);
}, 180_000);
