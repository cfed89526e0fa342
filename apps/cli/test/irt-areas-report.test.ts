import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { documentOf } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { runSource } from "./support/run-source";

const { path } = madeFolder();
const answers = path("answers.csv");
const page = path("areas.html");

beforeAll(async () => {
  await makeAnswers(answers, { learners: 60, answers: 20 });
});

describe("irt fit --report", () => {
  it("draws the groups that --by judges, with the figures of the JSON and the command to repeat", async () => {
    const options = ["--data", answers, "--by", "concept", "--compare", "rasch,2pl", "--set", "itemDamping=0.5"];
    const outcome = await runSource("irt", "fit", "2pl", ...options, "--report", page, "--json");
    const document = documentOf(outcome);
    expect(document.report).toBe(page);
    const text = readFileSync(page, "utf8");
    for (const { group } of document.byGroup as { group: string }[]) expect(text).toContain(group);
    expect(text).toContain(`<td>${(document.heldOut as { auc: number }).auc.toFixed(3)}</td>`);
    // Files by their names only; the second 2pl has other settings.
    expect(text).not.toContain(answers);
    expect(text).toContain(
      "zpd irt fit 2pl --data answers.csv --by concept --set itemDamping=0.5 --compare rasch,2pl --seed 1<",
    );
    expect(text).toContain("2pl (itemDamping=0.5)");
  });

  it("refuses to draw where there are no groups, before it fits", async () => {
    const none = path("none.html");
    const outcome = await runSource("irt", "fit", "2pl", "--data", answers, "--report", none);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain("--by");
    expect(existsSync(none)).toBe(false);
  });
});
