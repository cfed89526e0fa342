import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** A workspace with one planted fault per line: file, what it imports, the rule that must object. */
const planted: readonly [file: string, specifier: string, rule: string][] = [
  ["packages/core/src/a.ts", "@zpd/kt", "core-imports-nothing"],
  ["packages/sim/src/parts/a.ts", "@zpd/kt", "sim-imports-core"],
  ["packages/other/src/a.ts", "@zpd/core", "packages-have-arrows"],
  ["packages/eval/src/parts/relative.ts", "../../../core/src/index", "packages-by-name"],
  ["apps/cli/src/relative.ts", "../../../packages/kt/src/index", "packages-by-name"],
  ["packages/kt/src/parts/tensor.ts", "@tensorflow/tfjs", "tensorflow-only-in-tensor"],
  ["apps/cli/src/fit.ts", "@zpd/kt/registry", "registries-only-in-compose"],
  ["packages/kt/src/types/a.ts", "../maths/sum", "types-import-downwards"],
  ["packages/kt/src/maths/a.ts", "../parts/part", "maths-import-downwards"],
  ["packages/kt/src/parts/a.ts", "../tracers/elo", "parts-import-downwards"],
  ["packages/kt/src/tracers/a.ts", "../loops/loop", "estimators-import-downwards"],
  ["packages/kt/src/loops/a.ts", "../registry", "loops-import-downwards"],
  ["packages/kt/src/parts/index-user.ts", "../index", "nobody-imports-its-index"],
  ["packages/kt/src/tracers/b.ts", "./elo", "estimators-are-strangers"],
  ["packages/kt/src/maths/files.ts", "node:fs", "roots-run-in-a-browser"],
  ["packages/kt/src/loops/node-user.ts", "../node/files", "node-only-from-node"],
  ["packages/kt/src/parts/cycle-a.ts", "./cycle-b", "no-cycles"],
  ["packages/kt/src/parts/lost.ts", "./nowhere", "not-to-unresolvable"],
  ["packages/kt/src/parts/undeclared.ts", "leftpad", "not-in-package-json"],
  ["packages/kt/src/parts/tool.ts", "devtool", "not-to-dev-dependencies"],
  ["packages/kt/src/parts/tested.ts", "../maths/sum.test", "not-to-tests"],
  ["packages/kt/src/parts/built.ts", "../../dist/index.js", "not-to-builds"],
];

/** What is allowed and must stay so. */
const allowed: readonly [file: string, specifier: string][] = [
  ["packages/kt/src/tracers/elo.ts", "../parts/part"],
  ["packages/kt/src/parts/part.ts", "../maths/sum"],
  ["packages/kt/src/maths/sum.ts", "@zpd/core"],
  ["packages/kt/src/loops/loop.ts", "../tracers/elo"],
  ["packages/kt/src/registry.ts", "./tracers/elo"],
  ["packages/kt/src/index.ts", "./loops/loop"],
  ["packages/kt/src/node/files.ts", "node:fs"],
  ["packages/kt/src/parts/cycle-b.ts", "./cycle-a"],
  ["packages/kt/src/maths/sum.test.ts", "devtool"],
  ["packages/kt/test/contract.test.ts", "@zpd/kt/registry"],
  ["packages/kt/dist/index.js", "@zpd/core"],
  ["packages/core/src/index.ts", "./types/log"],
  ["packages/core/src/types/log.ts", "../maths/stable"],
  ["packages/core/src/maths/stable.ts", "../errors/error"],
  ["packages/core/src/errors/error.ts", ""],
  ["apps/cli/src/compose.ts", "@zpd/kt/registry"],
];

let folder = "";

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function manifest(path: string, fields: object): void {
  write(`${path}/package.json`, JSON.stringify({ version: "1.0.0", type: "module", ...fields }));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zpd boundaries-"));
  for (const file of [".dependency-cruiser.mjs", "tsconfig.base.json"]) cpSync(join(root, file), join(folder, file));
  manifest(".", { name: "workspace", devDependencies: { devtool: "1.0.0" } });
  for (const name of ["core", "kt", "sim", "eval", "other"]) {
    const dependencies = { "@zpd/core": "workspace:^", "@zpd/kt": "workspace:^", "@tensorflow/tfjs": "1.0.0" };
    const exports = { ".": { "@zpd/source": "./src/index.ts" }, "./registry": { "@zpd/source": "./src/registry.ts" } };
    manifest(`packages/${name}`, { name: `@zpd/${name}`, exports, dependencies });
  }
  manifest("apps/cli", { name: "@zpd/cli", dependencies: { "@zpd/kt": "workspace:^" } });
  for (const name of ["devtool", "leftpad", "@tensorflow/tfjs"]) {
    manifest(`node_modules/${name}`, { name, main: "./index.js" });
    write(`node_modules/${name}/index.js`, "export {};");
  }
  mkdirSync(join(folder, "node_modules", "@zpd"));
  for (const name of ["core", "kt"])
    symlinkSync(join(folder, "packages", name), join(folder, "node_modules", "@zpd", name), "junction");
  for (const [file, specifier] of [...planted, ...allowed])
    write(file, specifier === "" ? "export {};" : `import "${specifier}";\nexport {};`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("every import rule objects to a planted fault, and nothing else is objected to", () => {
  const cli = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = [cli, "--config", ".dependency-cruiser.mjs", "--output-type", "json", "packages", "apps"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
  expect(stderr).toBe("");
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const found = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
  expect(found).toEqual(expect.arrayContaining(planted.map(([file, , rule]) => `${file}: ${rule}`)));
  expect(new Set(summary.violations.map(({ from }) => from))).toEqual(new Set(planted.map(([file]) => file)));
});
