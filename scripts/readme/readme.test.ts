import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { extractExamples, moduleOf, readExamples, root } from "./examples.ts";

describe("extractExamples", () => {
  const markdown = [
    "```ts",
    "a();",
    "```",
    "",
    "```text",
    "1",
    "  2",
    "```",
    "words",
    "<!-- prints: 3 -->",
    "```ts",
    "b();",
    "```",
    "```bash",
    "npx zpd",
    "```",
    "```ts",
    "c();",
    "```",
    "words",
    "```text",
    "4",
    "```",
  ].join("\n");

  it("finds programs, their lines and what they print", () => {
    expect(extractExamples("README.md", markdown)).toEqual([
      { place: "README.md:1", code: "a();\n", prints: "1\n  2" },
      { place: "README.md:11", code: "b();\n", prints: "3" },
      { place: "README.md:17", code: "c();\n", prints: undefined },
    ]);
  });
});

describe("the examples of the READMEs run", () => {
  // Whatever an example writes goes to a folder of its own.
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "zpd-readme-"));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(root);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(readExamples().map(({ place, prints }) => [place, prints] as const))("%s", async (place, prints) => {
    const lines: string[] = [];
    vi.spyOn(console, "log").mockImplementation((...parts: unknown[]) => {
      lines.push(format(...parts));
    });
    await import(/* @vite-ignore */ moduleOf(place));
    if (prints !== undefined) expect(lines.join("\n").trimEnd()).toBe(prints);
  });
});
