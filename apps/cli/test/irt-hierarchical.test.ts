import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { aNumber, documentOf } from "./support/json-document";
import { makeAreas } from "./support/made-areas";
import { madeFolder } from "./support/made-folder";
import { runSource } from "./support/run-source";

const { path, file } = madeFolder();
const made = makeAreas();
const answers = file("answers.csv", made.answers);
// Two items that nobody has answered.
const items = file("items.csv", `${made.items}new geometry,geometry,12\nnew sets,sets,3\n`);
const model = path("hierarchical");

function fit(name: string, ...more: string[]) {
  return runSource("irt", "fit", name, "--data", answers, ...more);
}

/** Rows of `irt items` by item, as columns of numbers. */
async function itemsOf(directory: string): Promise<Map<string, Record<string, number>>> {
  const out = path("items-out.csv");
  const { status, stderr } = await runSource("irt", "items", directory, "--out", out);
  expect(status, stderr).toBe(0);
  const [header, ...rows] = readFileSync(out, "utf8").trimEnd().split("\n");
  const names = header!.split(",").slice(1);
  return new Map(
    rows.map((row) => {
      const [id, ...cells] = row.split(",");
      return [id!, Object.fromEntries(names.map((name, column) => [name, Number(cells[column])]))];
    }),
  );
}

describe("irt fit hierarchical", () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of another process has no type.
  let document: any;
  beforeAll(async () => {
    document = documentOf(await fit("hierarchical", "--covariates", items, "--out", model, "--json"));
  });

  it("says which covariates it read and what they feed", () => {
    expect(document).toMatchObject({
      model: "hierarchical",
      engine: "variational",
      factors: 3,
      ownFactors: 1,
      covariates: items,
      families: [
        { name: "area", kind: "text", attributes: 3, factors: 1 },
        { name: "words", kind: "number", attributes: 1, factors: 1 },
      ],
      learners: 300,
      items: 60,
      unansweredItems: 2,
      answers: 7500,
      converged: true,
      heldOut: { auc: aNumber, f1: aNumber, logLoss: aNumber, accuracy: aNumber, answers: aNumber },
      path: model,
    });
    expect(document).not.toHaveProperty("byGroup");
    expect(document).not.toHaveProperty("compared");
  });

  it("saves the items of the file that nobody answered, which load as their columns say", async () => {
    const rows = await itemsOf(model);
    const fresh = rows.get("new geometry")!;
    expect(fresh).toMatchObject({ answers: 0, b: 0 });
    // On the factor that areas feed all items of an area load alike; on the words' as the words are.
    expect(fresh.a2).toBe(rows.get("geometry 3")!.a2);
    expect(rows.get("new sets")!.a2).toBe(rows.get("sets 0")!.a2);
    expect(fresh.a2).not.toBe(rows.get("new sets")!.a2);
    expect(rows.get("new sets")!.a3! / fresh.a3!).toBeCloseTo(3 / 12, 5);
  });

  it("says which columns of its items the covariates feed", async () => {
    const out = path("columns.csv");
    expect((await runSource("irt", "items", model, "--out", out)).stdout).toContain(
      "60 items, a2 by area, a3 by words",
    );
    expect(documentOf(await runSource("irt", "items", model, "--out", out, "--json"))).toMatchObject({
      factors: 3,
      families: [
        { name: "area", columns: ["a2"] },
        { name: "words", columns: ["a3"] },
      ],
    });
  });

  it("takes the concepts of the log without a file, and says so", async () => {
    const byConcept = documentOf(await fit("hierarchical", "--factors", "2", "--json"));
    expect(byConcept).toMatchObject({
      factors: 3,
      ownFactors: 2,
      covariates: "concepts of the log",
      families: [{ name: "concept", attributes: 3 }],
    });
    expect(byConcept).not.toHaveProperty("unansweredItems");
    const text = await fit("hierarchical");
    expect(text.stdout).toMatch(/^model +hierarchical, 1 \+ 1 factors$/m);
    expect(text.stdout).toMatch(/^covariates +concepts of the log$/m);
  });

  it("foretells items that only a test file has by their covariates", async () => {
    const rows = made.answers.trimEnd().split("\n");
    const isNew = (row: string) => row.includes(",geometry 1");
    const train = file("train.csv", `${rows.filter((row) => !isNew(row)).join("\n")}\n`);
    const test = file("test.csv", `${[rows[0], ...rows.filter(isNew)].join("\n")}\n`);
    const run = (name: string, ...more: string[]) =>
      runSource("irt", "fit", name, "--data", train, "--test", test, ...more, "--json");
    const without = documentOf(await run("factor", "--factors", "7"));
    const within = documentOf(await run("hierarchical", "--covariates", items, "--set", "latentsPerFamily=3"));
    expect(within.heldOut.answers).toBe(without.heldOut.answers);
    // Their difficulties are unknown to both; what learners can do in geometry only one knows of them.
    expect(within.heldOut.auc).toBeGreaterThan(without.heldOut.auc + 0.05);
    expect(within.heldOut.auc).toBeGreaterThan(0.6);
  });

  it("is read by the tracers, by irt simulate, and refused where one ability is asked for", async () => {
    expect((await runSource("evaluate", model, "--data", answers)).status).toBe(0);
    const simulated = await runSource(
      "irt",
      "simulate",
      model,
      "--learners",
      "20",
      "--answers",
      "5",
      "--out",
      path("s.csv"),
      "--json",
    );
    expect(documentOf(simulated)).toMatchObject({ model: "hierarchical", factors: 3, answers: 100 });
    for (const args of [
      ["irt", "score", model, "--data", answers, "--out", path("no.csv")],
      ["irt", "information", model],
    ]) {
      const { status, stderr } = await runSource(...args);
      expect(status).toBe(2);
      expect(stderr).toContain(
        "expected a model of one factor: rasch, 1pl, 2pl or 3pl, got hierarchical with 3 factors",
      );
    }
  });

  it("is updated with new items by their covariates, and is a prior", async () => {
    const week = file(
      "week-2.csv",
      "learner,item,concept,score\nlearner 0,added,sets,1\nlearner 1,added,sets,0\nnobody,geometry 2,geometry,1\n",
    );
    // Alone both areas were the same for all rows, and the words no more than one number.
    const rows = file("added.csv", "item,area,words,more\nadded,sets,11,x\nlater,sets,11,y\n");
    const updated = path("updated");
    const run = (...more: string[]) => runSource("irt", "update", model, "--data", week, "--out", updated, ...more);
    expect(documentOf(await run("--covariates", rows, "--json"))).toMatchObject({
      model: "hierarchical",
      ownFactors: 1,
      learners: 301,
      items: 62,
      unansweredItems: 1,
      answers: 3,
      config: { factors: 1, latentsPerFamily: 1 },
    });
    const after = await itemsOf(updated);
    expect(after.get("added")).toMatchObject({ answers: 2, a2: after.get("sets 4")!.a2 });
    expect(after.get("later")).toMatchObject({ answers: 0, a3: after.get("added")!.a3 });
    const none = await run();
    expect(none).toMatchObject({ status: 2 });
    expect(none.stderr).toContain(
      "columns item, area, words for items that the model does not know, got no file, and 1 of them (added)",
    );
    const prior = await fit("hierarchical", "--prior", updated, "--json");
    expect(documentOf(prior)).toMatchObject({ model: "hierarchical", items: 62, factors: 3 });
  });

  it("of concepts is updated by the concepts of the new log", async () => {
    const concepts = path("concepts");
    await fit("hierarchical", "--out", concepts);
    const week = file("week-3.csv", "learner,item,concept,score\nlearner 0,added,sets,1\n");
    const updated = path("concepts-2");
    const outcome = await runSource("irt", "update", concepts, "--data", week, "--out", updated, "--json");
    expect(documentOf(outcome)).toMatchObject({ covariates: "concepts of the log", items: 59 });
    const after = await itemsOf(updated);
    expect(after.get("added")!.a2).toBe(after.get("sets 4")!.a2);
  });
});

describe("irt fit --compare", () => {
  it("judges other models on the same answers, and says what is gained over them in each area", async () => {
    const args = ["--covariates", items, "--by", "area", "--compare", "2pl,factor:2", "--json"];
    const document = documentOf(await fit("hierarchical", ...args));
    const alone = [
      documentOf(await fit("2pl", "--covariates", items, "--by", "area", "--json")),
      documentOf(await fit("factor", "--factors", "2", "--covariates", items, "--by", "area", "--json")),
    ];
    expect(document.compared).toHaveLength(2);
    for (const [k, other] of document.compared.entries()) {
      const { model: name, engine, factors, heldOut, passes } = alone[k];
      expect(other).toMatchObject({ model: name, engine, factors, heldOut, passes, converged: true });
      expect(other.aucGain.mean).toBeCloseTo(document.heldOut.auc - heldOut.auc, 12);
      // Made so that areas matter.
      expect(other.aucGain.low).toBeGreaterThan(0);
      expect(other.aucGain.mean).toBeGreaterThan(other.aucGain.low);
      expect(other.aucGain.high).toBeGreaterThan(other.aucGain.mean);
    }
    expect(document.byGroup.map(({ group }: { group: string }) => group)).toEqual(["algebra", "geometry", "sets"]);
    for (const [g, area] of document.byGroup.entries()) {
      expect(area.compared).toHaveLength(2);
      for (const [k, other] of area.compared.entries()) {
        const { group, answers: count, auc, f1 } = alone[k].byGroup[g];
        expect([group, count]).toEqual([area.group, area.answers]);
        expect(other).toMatchObject({ model: alone[k].model, factors: alone[k].factors, auc, f1 });
        expect(other.aucGain.mean).toBeCloseTo(area.auc - auc, 12);
      }
    }
  });

  it("takes the rarest groups together", async () => {
    const ids = file("ids.csv", `item,id\n${[...made.areaOf.keys()].map((id) => `${id},${id}`).join("\n")}\n`);
    const args = ["--holdout", "0.5", "--by", "id", "--covariates", ids, "--compare", "rasch", "--json"];
    const document = documentOf(await fit("2pl", ...args));
    const { byGroup, rareGroups, heldOut } = document;
    const rare = byGroup.slice(-rareGroups.groups);
    const answersOf = (groups: { answers: number }[]) => groups.reduce((sum, group) => sum + group.answers, 0);
    // An item a group: no answer counts twice.
    expect(rareGroups.answers).toBe(answersOf(rare));
    expect(rareGroups.answers).toBeLessThanOrEqual(0.25 * heldOut.answers);
    expect(rareGroups.answers + byGroup.at(-rareGroups.groups - 1).answers).toBeGreaterThan(0.25 * heldOut.answers);
    expect(rareGroups.compared[0].aucGain.mean).toBeCloseTo(rareGroups.auc - rareGroups.compared[0].auc, 12);
  });

  it("gives no gain where a group has too little to say, with the reason", async () => {
    const rows = made.answers.trimEnd().split("\n");
    // The last answers are each item's of its own: three learners, five and six answers, all right, all wrong.
    const odd = Array.from({ length: 30 }, (_, n) => [
      `learner ${n},lone right,right,1`,
      `learner ${n},lone wrong,wrong,0`,
      `learner ${n % 3},few ${n},few,${n % 2}`,
      `learner ${n},rarely wrong,rarely,${n === 0 ? 0 : 1}`,
    ]).flat();
    const train = file("few-train.csv", `${rows.join("\n")}\n`);
    const test = file("few-test.csv", `${[rows[0], ...odd].join("\n")}\n`);
    const args = ["--data", train, "--test", test, "--by", "concept", "--compare", "rasch", "--json"];
    const { byGroup } = documentOf(await runSource("irt", "fit", "2pl", ...args));
    const reasons = byGroup.map(({ group, compared }: { group: string; compared: { noGain: string }[] }) => {
      expect(compared[0]).not.toHaveProperty("aucGain");
      return [group, compared[0]!.noGain];
    });
    expect(Object.fromEntries(reasons)).toEqual({
      right: "no answer is wrong",
      wrong: "no answer is right",
      few: "answers of 3 learners, fewer than 10",
      rarely: "29 right and 1 wrong answers, fewer than 5 of a kind",
    });
  });

  it("is a table for people", async () => {
    const { stdout } = await fit("factor", "--by", "concept", "--compare", "2pl,hierarchical:2");
    expect(stdout).toMatch(
      /^hierarchical, 2 \+ 1 factors +\.?[\d.]+ +[\d.]+ +[\d.]+ +[+-][\d.]+ \[[+-][\d.]+, [+-][\d.]+\]$/m,
    );
    expect(stdout).toMatch(/^group +answers held out +AUC +F1 +gain over 2pl +gain over hierarchical:2$/m);
    expect(stdout).toMatch(/^sets( +[\d.]+){3}( +[+-][\d.]+ \[[+-][\d.]+, [+-][\d.]+\]){2}$/m);
  });

  it.each([
    ["2pm", 'did you mean "2pl"?'],
    ["2pl:3", "2pl has one factor"],
    ["factor:0", "whole number, 1 or more"],
    ["", "expected one of"],
  ])("refuses --compare %j", async (list, message) => {
    const { status, stderr } = await fit("2pl", "--compare", list);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it("is refused beside --prior", async () => {
    const { status, stderr } = await fit("hierarchical", "--prior", model, "--compare", "2pl");
    expect(status).toBe(2);
    expect(stderr).toContain("models that know the same answers");
  });
});
