import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { documentOf, withoutTimes } from "./support/json-document";
import { madeFolder } from "./support/made-folder";
import { runSource } from "./support/run-source";

const { path } = madeFolder();
const retrieve = (...more: readonly string[]) =>
  runSource("irt", "retrieve", "--design", "overlap", "--repeats", "3", ...more);

it("irt retrieve --report writes a page with the numbers of the JSON, which stay what they are without", async () => {
  const report = path("retrieval.html");
  const document = documentOf(await retrieve("--json", "--report", report));
  expect(document.report).toBe(report);
  const { report: _, ...rest } = document;
  const plain = documentOf(await retrieve("--json"));
  expect(plain).not.toHaveProperty("report");
  expect(withoutTimes(rest)).toBe(withoutTimes(plain));

  const page = readFileSync(report, "utf8");
  for (const { name, pearson } of document.estimators) {
    expect(page).toContain(name);
    expect(page).toContain(`>${pearson.mean.toFixed(3)} (${pearson.low.toFixed(3)} to ${pearson.high.toFixed(3)})<`);
  }
  expect(page).toContain("zpd irt retrieve --design overlap --repeats 3 --seed 1");
  expect(page).toContain("Shi and Susan Athey, Table 2");
  // 50 learners; 30 items under each of two estimators; 3 logs x 2 estimators x 3 measures, and 3 of coverage.
  const marks = (className: string): number => page.match(new RegExp(`class="${className} s\\d`, "g"))?.length ?? 0;
  expect(marks("answers")).toBe(50);
  expect(marks("point") + marks("outside")).toBe(60);
  expect(marks("dot")).toBe(21);
  // A report tells no folder.
  expect(page).not.toContain(path(""));
});

it("the same command writes the same bytes, and says where", async () => {
  const [first, second] = [path("first.html"), path("second.html")];
  const outcome = await retrieve("--report", first);
  expect(outcome.stdout).toContain(`Report: ${first} (open it in a browser)`);
  await retrieve("--report", second);
  expect(readFileSync(second, "utf8")).toBe(readFileSync(first, "utf8"));
});

it("writes nothing where the design is unknown", async () => {
  const report = path("never.html");
  expect((await runSource("irt", "retrieve", "--design", "dence", "--report", report)).status).toBe(2);
  expect(existsSync(report)).toBe(false);
});
