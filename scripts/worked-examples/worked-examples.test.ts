import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { neuralTracerDescriptors } from "../../packages/kt/src/neural/registry.ts";
import { tracerDescriptors } from "../../packages/kt/src/registry.ts";
import { policyRules } from "../../packages/rl/src/registry.ts";
import { applyDiff, extractBlocks, type PageBlock } from "./page-blocks.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Pages that add something to a package, the id they add, and the ids the package has before. */
const pages = [
  {
    page: "docs/adding-a-tracer.md",
    added: "concept-mean",
    known: [...tracerDescriptors, ...neuralTracerDescriptors].map(({ id }) => id),
  },
  { page: "docs/adding-a-policy.md", added: "least-practised", known: policyRules.map(({ id }) => id) },
];

/** Runs a tool of the workspace in a folder; resolves to what it said and its exit code. */
function runTool(folder: string, tool: string, args: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules", tool), ...args], { cwd: folder });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += String(part)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, said }));
  });
}

/** Lays a page's blocks over the package copy; returns the files it touched, relative to the copy. */
function applyBlocks(copy: string, packageFolder: string, blocks: readonly PageBlock[]): string[] {
  return blocks.map(({ kind, path, text }) => {
    const file = relative(packageFolder, path);
    const target = join(copy, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, kind === "ts" ? text : applyDiff(readFileSync(target, "utf8"), text));
    return file;
  });
}

interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly ancestorTitles: readonly string[]; readonly status: string }[];
  }[];
}

it.each(pages)("what $page adds passes its own test, the contract test, types and lint", async (example) => {
  const blocks = extractBlocks(readFileSync(join(root, example.page), "utf8"));
  const sources = blocks.filter(({ kind }) => kind === "ts").map(({ path }) => path);
  const packageFolder = sources[0]!.split("/").slice(0, 2).join("/");
  // One source, one test beside it; the rest are lines added to what is there.
  expect(sources.map((path) => basename(path))).toEqual([`${example.added}.ts`, `${example.added}.test.ts`]);
  expect(example.known).not.toContain(example.added);

  // Inside the package, so that its dependencies resolve.
  const copy = mkdtempSync(join(root, packageFolder, ".worked-example-"));
  try {
    for (const part of ["src", "test"]) cpSync(join(root, packageFolder, part), join(copy, part), { recursive: true });
    const files = applyBlocks(copy, packageFolder, blocks);
    writeFileSync(
      join(copy, "tsconfig.json"),
      JSON.stringify({ extends: "../../../tsconfig.base.json", include: files }),
    );
    const ownTest = files.find((file) => file.endsWith(".test.ts"))!;
    // Its own test, and of the contract what is about the new id: the others have been tested where they are.
    const names = `^(?!.*the contract of (?!.*'${example.added}'))`;
    const config = join(root, "scripts", "worked-examples", "package-copy.vitest.ts");
    const run = [
      "run",
      "--root",
      copy,
      "--config",
      config,
      "--reporter=default",
      "--reporter=json",
      "--outputFile.json=report.json",
      "-t",
      names,
    ];
    const [tests, types, lint] = await Promise.all([
      runTool(copy, "vitest/vitest.mjs", [...run, ownTest, "test/contract.test.ts"]),
      runTool(copy, "typescript/bin/tsc", ["-p", "."]),
      runTool(root, "@biomejs/biome/bin/biome", [
        "check",
        "--vcs-use-ignore-file=false",
        ...files.map((file) => join(copy, file)),
      ]),
    ]);
    expect(tests.code, tests.said).toBe(0);
    expect(types.code, types.said).toBe(0);
    expect(lint.code, lint.said).toBe(0);

    const report = JSON.parse(readFileSync(join(copy, "report.json"), "utf8")) as TestReport;
    const results = report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map((result) => ({ ...result, file: basename(name) })),
    );
    const passed = results.filter(({ status }) => status === "passed");
    expect(passed.filter(({ file }) => file === basename(ownTest)).length).toBeGreaterThan(0);
    const contract = /^the contract of '(?<id>.+)'$/;
    const idsOf = (list: typeof results): Set<string> =>
      new Set(list.flatMap(({ ancestorTitles }) => contract.exec(ancestorTitles[0] ?? "")?.groups?.id ?? []));
    expect(idsOf(passed)).toEqual(new Set([example.added]));
    expect(idsOf(results)).toEqual(new Set([...example.known, example.added]));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
