import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { aNumber, aText, documentOf, withoutTimes } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { runSource } from "./support/run-source";

// Deep tracers on the command line. The networks are small: what they learn is tested elsewhere.

const { path } = madeFolder();
const answers = path("answers.csv");
const QUICK = ["--set", "units=6", "--set", "embeddingSize=6", "--set", "batchSize=16", "--threads", "1"];

const fitDkt = (...options: readonly string[]) =>
  runSource("fit", "dkt", "--data", answers, "--json", "--quiet", ...QUICK, ...options);

function linesOf(file: string): Record<string, unknown>[] {
  const lines = readFileSync(path(file), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

beforeAll(async () => {
  await makeAnswers(answers);
});

describe("fit dkt", () => {
  it("tells backend, epochs and warnings, and saves a model for the other commands", async () => {
    const model = path("dkt");
    const fit = documentOf(await fitDkt("--max-epochs", "3", "--out", model));
    expect(fit).toMatchObject({
      tracer: "dkt",
      config: { maxEpochs: 3, units: 6 },
      backend: { name: aText, reason: aText },
      iterations: 3,
      folds: [{ epochs: 3, secondsPerEpoch: aNumber }],
    });
    expect(fit.epochs.map(({ epoch }: { epoch: number }) => epoch)).toEqual([1, 2, 3]);
    expect(fit.warnings.map(({ code }: { code: string }) => code)).toContain("MASTERY_BY_PROBES");

    const data = ["--data", answers, "--json"];
    const evaluated = documentOf(await runSource("evaluate", model, ...data));
    expect(evaluated).toMatchObject({ auc: aNumber, backend: { reason: expect.stringContaining("kernels") } });
    const followed = documentOf(await runSource("mastery", model, ...data));
    expect(followed.learners).toHaveLength(40);
    const predictions = path("predictions.csv");
    await runSource("predict", model, ...data, "--out", predictions);
    const probabilities = readFileSync(predictions, "utf8").trim().split("\n").slice(1);
    for (const line of probabilities) expect(Number(line.split(",").at(-1))).toBeGreaterThan(0);
  });

  it("gives the same document for the same seed", async () => {
    const document = async () => {
      const { epochs, ...rest } = documentOf(await fitDkt("--max-epochs", "2"));
      return withoutTimes([rest, epochs]).replace(/"answersPerSecond":[^,]+/g, "");
    };
    expect(await document()).toBe(await document());
  });

  it("keeps a line an epoch for each of its fits", async () => {
    documentOf(await fitDkt("--max-epochs", "2", "--folds", "2", "--log", path("train.jsonl")));
    for (const name of ["fold-1", "fold-2", "all"]) {
      const lines = linesOf(`train.${name}.jsonl`);
      expect(lines.map(({ epoch }) => epoch)).toEqual([1, 2]);
      expect(lines[0]).toMatchObject({ loss: aNumber, validationAuc: aNumber, learningRate: aNumber });
    }
    documentOf(await fitDkt("--max-epochs", "1", "--test", answers, "--log", path("one.jsonl")));
    expect(linesOf("one.jsonl")).toHaveLength(1);
  });

  it("goes on from a checkpoint when asked to", async () => {
    const judged = ["--test", answers];
    const folder = ["--checkpoint", path("state")];
    const whole = documentOf(await fitDkt(...judged, "--max-epochs", "3"));
    documentOf(await fitDkt(...judged, ...folder, "--max-epochs", "1"));
    expect(existsSync(path("state"))).toBe(true);
    const refused = await fitDkt(...judged, ...folder, "--max-epochs", "3");
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain("add --resume to go on from it");
    const resumed = documentOf(await fitDkt(...judged, ...folder, "--max-epochs", "3", "--resume"));
    expect(resumed.mean).toEqual(whole.mean);
    expect(resumed.iterations).toBe(3);
  });

  it("computes on the backend that is named", async () => {
    const judged = ["--test", answers, "--max-epochs", "1"];
    expect(documentOf(await fitDkt(...judged, "--backend", "cpu")).backend.name).toBe("cpu");
    expect(documentOf(await fitDkt(...judged, "--backend", "wasm")).backend.name).toBe("wasm");
  });
});

it.each([
  [["fit", "bkt", "--log", "x.jsonl"], /tracer trained in epochs/],
  [["fit", "bkt", "--checkpoint", "x"], /tracer trained in epochs/],
  [["fit", "dkt", "--resume"], /--checkpoint DIR/],
  [["fit", "dkt", "--set", "unit=3"], /did you mean "units"\?/],
  [["fit", "dkt", "--set", "dropout=2"], /"dropout" in 0…0.95/],
])("refuses %s", async (command, message) => {
  const { status, stderr } = await runSource(...command, "--data", answers);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(message);
});
