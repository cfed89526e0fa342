import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { documentOf } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { runBuilt } from "./support/run-built";

const { path, file } = madeFolder();
const answers = path("answers.csv");
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const [policyExample, simulatorExample] = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);

const small = ["--policies", "random", "--simulators", "bkt", "--lengths", "2,4", "--repeats", "1", "--learners", "10"];
const rem = (...args: readonly string[]) => runBuilt(["rem", "--json", "--data", answers, ...small, ...args]);

beforeAll(async () => {
  await makeAnswers(answers);
});

describe("a module of one's own", () => {
  it("is played as the README shows, and its text is part of the study", async () => {
    const policy = file("even-chance.ts", policyExample!);
    const simulator = file("factors.ts", simulatorExample!);
    const kept = ["--policy", policy, "--simulator", simulator, "--checkpoint", path("cells")];
    const result = documentOf(await rem(...kept));
    expect(result.policies).toEqual(["random", "even-chance"]);
    expect(result.simulators).toEqual(["bkt", "factors"]);
    expect(result.cells).toHaveLength(8);
    expect(result.models.map(({ id }: { id: string }) => id)).toContain("pfa");

    expect(documentOf(await rem(...kept, "--resume")).cells).toEqual(result.cells);
    file("even-chance.ts", policyExample!.replace("0.5", "0.6"));
    const changed = await rem(...kept, "--resume");
    expect(changed).toMatchObject({ status: 2, stdout: "" });
    expect(changed.stderr).toContain("one that differs in fingerprints");
  });

  it("may be split over files, in JavaScript, and be one of several", async () => {
    file("twin-part.mjs", 'export const name = "twin";\n');
    const twin = (end: string): string =>
      `import { name } from "./twin-part.mjs";\nimport { createPolicy } from "@zpd/rl";\n` +
      `export default (world) => ({ ...createPolicy("instruct-seq", { world }), id: name + "-${end}" });\n`;
    const modules = [file("a.mjs", twin("a")), file("b.mjs", twin("b"))];
    file("c.cjs", `module.exports = (world) => require("./c-part.cjs")(world);\n`);
    file(
      "c-part.cjs",
      `module.exports = ({ items }) => ({ id: "only-first", items,
      start: ({ batchSize }) => ({ batchSize }), observe() {},
      recommend: ({ batchSize }) => ({ items: new Int32Array(batchSize), scores: new Float32Array(batchSize) }) });\n`,
    );
    const result = documentOf(await rem("--policy", ...modules, "--policy", path("c.cjs")));
    expect(result.policies).toEqual(["random", "twin-a", "twin-b", "only-first"]);
    const means = (id: string) =>
      result.cells.filter(({ policy }: { policy: string }) => policy === id).map(({ mean }: { mean: number }) => mean);
    expect(means("twin-a")).toEqual(means("twin-b"));

    const kept = ["--policy", modules[0]!, "--checkpoint", path("twin cells")];
    documentOf(await rem(...kept));
    file("twin-part.mjs", 'export const name = "twin"; // more\n');
    expect((await rem(...kept, "--resume")).stderr).toContain("one that differs in fingerprints");
  });
});

/** A policy that offers the first item, with one member replaced. */
const policyWith = (member: string): string =>
  `export default ({ items }) => ({ id: "mine", items, start: ({ batchSize }) => ({ batchSize }), observe() {},
    recommend: ({ batchSize }) => ({ items: new Int32Array(batchSize), scores: new Float32Array(batchSize) }), ${member} });\n`;

describe("a module that cannot be used", () => {
  it.each([
    ["is not there", undefined, /expected a module that can be read, got Error: ENOENT/],
    ["cannot be parsed", "export default (\n", /expected a module that runs, got .*ParseError.*2:0/],
    ["throws", 'throw new Error("no luck");\n', /expected a module that runs, got Error: no luck/],
    [
      "imports what is not there",
      'import "./none.ts";\nexport default () => 1;\n',
      /expected a module that runs, got .*none/,
    ],
    ["exports nothing", "export const a = 1;\n", /expected a function \(world\) => policy as default export, got none/],
    ["exports no function", "export default { id: 'x' };\n", /got a default export of type object/],
    [
      "asks for odd tracers",
      "export const tracers = 'bkt'; export default () => 1;\n",
      /expected tracers to be a list/,
    ],
    ["asks for unknown tracers", "export const tracers = ['bkd']; export default () => 1;\n", /did you mean "bkt"/],
    ["uses a tracer it did not ask for", "export default ({ tracer }) => tracer('elo');\n", /"elo"/],
    [
      "fails to make a policy",
      "export default () => { throw new RangeError('oh'); };\n",
      /make a policy, got RangeError: oh/,
    ],
    ["makes a promise", "export default async () => ({});\n", /make a policy at once, got a promise/],
    ["makes nothing", "export default () => undefined;\n", /expected a policy with id \(string\), got none/],
    ["misses a method", policyWith("observe: 3"), /expected a policy with observe \(function\), got number/],
    ["has a bad id", policyWith('id: "../a b"'), /expected an id of letters, .*"\.\.\/a b"/],
    ["has a taken id", policyWith('id: "random"'), /with an id of its own, got "random", which another has/],
    ["has other items", policyWith("items: { size: 1, ids: ['a'], indexOf: () => 0 }"), /"mine" to know the \d+ items/],
    [
      "throws in play",
      policyWith("recommend() { throw new Error('tired'); }"),
      /got Error: tired.*; thrown at .*mine\.mjs/,
    ],
    [
      "offers an unknown item",
      policyWith(
        "recommend: ({ batchSize: b }) => ({ items: new Int32Array(b).fill(9999), scores: new Float32Array(b) })",
      ),
      /--policy mine\.mjs: expected .* got item 9999 \(unknown\)/,
    ],
  ])("because it %s is bad input, in one line", async (_, text, message) => {
    const module = text === undefined ? path("none.mjs") : file("mine.mjs", text);
    const { status, stdout, stderr } = await rem("--quiet", "--threads", "1", "--policy", module);
    expect(stderr).toMatch(message);
    expect(
      stderr
        .trimEnd()
        .split("\n")
        .filter((line) => /^zpd: |^ {4}at /.test(line)),
    ).toHaveLength(1);
    expect(stderr).toMatch(/\nzpd: .*\n$|^zpd: .*\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("because it never comes back is ended, and named", async () => {
    const module = file("endless.mjs", policyWith("recommend() { for (;;); }"));
    const { status, stderr } = await rem("--quiet", "--policy", module, "--step-limit", "1");
    expect(stderr).toMatch(
      /\nzpd: expected policy "mine" under simulator "bkt" to make each step within 1 s, got none/,
    );
    expect(status).toBe(2);
  });

  it("because its learners answer NaN is bad input too", async () => {
    const module = file(
      "world.mjs",
      `import { tracerSimulator } from "@zpd/sim";
      export default ({ tracer }) => ({ ...tracerSimulator(tracer("bkt")), id: "odd", create(size) {
        const env = tracerSimulator(tracer("bkt")).create(size);
        return { ...env, reset: (o) => env.reset(o), step: (a) => ({ ...env.step(a), response: new Float32Array(size).fill(NaN) }) };
      } });\n`,
    );
    const { status, stderr } = await rem("--quiet", "--simulator", module);
    expect(stderr).toMatch(/zpd: --simulator world\.mjs: expected .* response in 0…1, got NaN for learner/);
    expect(status).toBe(2);
  });
});
