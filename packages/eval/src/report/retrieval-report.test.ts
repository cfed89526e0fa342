import { describe, expect, it } from "vitest";
import { exampleRetrieval } from "../../test/example-retrieval";
import { all, expectReadableAlone, pageOf, textOf } from "../../test/page-checks";
import type { RetrievalReportInput } from "./retrieval-input";
import { renderRetrievalReport } from "./retrieval-report";

const input = exampleRetrieval();
const text = renderRetrievalReport(input);
const page = pageOf(text);

describe("renderRetrievalReport", () => {
  it("stands alone, and equal inputs give equal bytes", () => {
    expectReadableAlone(text);
    expect(renderRetrievalReport(exampleRetrieval())).toBe(text);
  });

  it("asks its question and answers it by the paired differences", () => {
    expect(textOf(page.querySelector("h1"))).toBe(
      "How close do difficulties estimated from answers come to the true ones?",
    );
    const sentences = all(page, ".finding p").map(textOf);
    // .90 .94 .92 .96: mean .93, sd .02582, half width 3.1824 x .02582 / 2 = .0411.
    expect(sentences[0]).toBe(
      "posterior retrieves the difficulties with a mean Pearson correlation of 0.930 (0.889 to 0.971) over 4 logs.",
    );
    // -.3 -.1 -.2 -.2: mean -.2, sd .08165, half width 3.1824 x .08165 / 2 = .1299.
    expect(sentences[1]).toBe("likelihood lies lower on the same logs: −0.200 (−0.330 to −0.070).");
    // 1 .75 .75 .75: mean .8125, sd .125, half width 3.1824 x .125 / 2 = .1989, so 0.9 lies within.
    expect(sentences[2]).toBe(
      "The 90 % intervals of posterior hold the truth in 81.3 % (61.4 to 101.1) of the cases: in keeping with their promise.",
    );
  });

  it("says when two estimators cannot be told apart", () => {
    const [posterior] = input.estimators;
    const twin = { ...posterior!, name: "twin" };
    const sentences = all(pageOf(renderRetrievalReport({ ...input, estimators: [posterior!, twin] })), ".finding p");
    expect(textOf(sentences[1]!)).toBe("twin cannot be told from it on the same logs: 0.000 (0.000 to 0.000).");
  });

  it("draws every learner, every item of the first log and every log", () => {
    expect(all(page, "#design rect.answers")).toHaveLength(5);
    const scatters = all(page, "#scatter svg.plot");
    // Reach: 2 + 1.645 x 0.4 = 2.66, so 3; -17.25 and infinity are outside.
    expect(scatters.map((scatter) => all(scatter, ".point").length)).toEqual([4, 2]);
    expect(scatters.map((scatter) => all(scatter, ".outside").length)).toEqual([0, 2]);
    expect(scatters.map((scatter) => all(scatter, ".whisker").length)).toEqual([4, 0]);
    expect(all(page, "#spread svg.plot").map((spread) => all(spread, ".dot").length)).toEqual([8, 8, 8]);
    expect(all(page, "#coverage .dot")).toHaveLength(4);
    expect(textOf(page.querySelector("#scatter"))).toContain("of seed 7");
    expect(textOf(page.querySelector("#scatter"))).toContain("2 of 4 estimates lie outside the frame");
    expect(textOf(page.querySelector("#scatter"))).toContain("All estimates lie inside the frame.");
    expect(all(page, "#scatter .keys>span").map(textOf)).toEqual([
      "answered by all groups",
      "answered by group 1 only",
      "answered by group 2 only",
    ]);
  });

  it("holds published draws against the spread of single logs", () => {
    expect(all(page, "#spread line.draw")).toHaveLength(3);
    // Pearson .90 .94 .92 .96; Kendall .80 .84 .82 .86; Spearman .85 .89 .87 .91.
    expect(textOf(page.querySelector("#spread li"))).toBe(
      "Table 2, theirs, beside posterior. Pearson 0.96: within their spread, reached by 1 of 4 logs; Kendall 0.79: below all of them, reached by 4 of 4 logs; Spearman 0.99: above all of them, reached by 0 of 4 logs.",
    );
    expect(textOf(page.querySelector("#spread"))).toContain("Somebody, Table 2");
    const { published: _, ...rest } = input;
    expect(pageOf(renderRetrievalReport(rest)).querySelector(".draw")).toBeNull();
  });

  it("has all numbers in tables, and what makes it again", () => {
    const [means, logs, items] = all(page, "#numbers table").map((table) => all(table, "tbody tr").map(textOf));
    expect(means).toHaveLength(3);
    expect(logs).toHaveLength(8);
    expect(logs![1]).toBe("7likelihood0.6000.5000.550–");
    expect(items).toHaveLength(4);
    expect(items![0]).toBe("1−1.00−0.50 (−1.16 to 0.16)−17.25");
    const settings = textOf(page.querySelector("#settings"));
    for (const part of [input.command, "logs of seeds 7 to 10", "zpd 1.2.3", "Its mean.", "cpu (plain)"]) {
      expect(settings).toContain(part);
    }
  });

  it("leaves coverage out where nothing has intervals", () => {
    const bare = pageOf(
      renderRetrievalReport({ ...input, estimators: [input.estimators[1]!], published: { citation: "", draws: [] } }),
    );
    expect(bare.querySelector("#coverage, nav a[href='#coverage']")).toBeNull();
  });

  it("escapes whatever it is given", () => {
    const evil = `<script>alert("1")</script>'&`;
    const [posterior, likelihood] = input.estimators;
    const escaped = renderRetrievalReport({
      title: evil,
      command: evil,
      seed: 1,
      versions: { [evil]: evil },
      backend: { name: evil, reason: evil },
      design: { ...input.design, name: evil },
      estimators: [{ ...posterior!, name: evil, about: evil }, likelihood!],
      published: { citation: evil, draws: [{ ...input.published!.draws[0]!, estimator: evil, by: evil }] },
      notes: [evil],
    });
    expectReadableAlone(escaped);
    expect(textOf(pageOf(escaped).querySelector("h1"))).toBe(evil);
  });

  it.each<[string, (example: RetrievalReportInput) => RetrievalReportInput]>([
    ["an estimator", (example) => ({ ...example, estimators: [] })],
    [
      "two outcomes or more of posterior",
      (example) => ({
        ...example,
        estimators: [{ ...example.estimators[0]!, outcomes: example.estimators[0]!.outcomes.slice(1, 2) }],
      }),
    ],
    [
      "the logs of posterior",
      (example) => ({
        ...example,
        estimators: [
          example.estimators[0]!,
          { ...example.estimators[1]!, outcomes: example.estimators[1]!.outcomes.slice(1) },
        ],
      }),
    ],
    [
      "4 items in each column of posterior",
      (example) => ({
        ...example,
        estimators: [
          {
            ...example.estimators[0]!,
            outcomes: example.estimators[0]!.outcomes.map((outcome) => ({ ...outcome, truth: [1, 2, 3] })),
          },
        ],
      }),
    ],
    [
      "a finite kendall of posterior",
      (example) => ({
        ...example,
        estimators: [
          {
            ...example.estimators[0]!,
            outcomes: example.estimators[0]!.outcomes.map((outcome) => ({ ...outcome, kendall: Number.NaN })),
          },
        ],
      }),
    ],
    [
      "draws beside estimators of the report",
      (example) => ({
        ...example,
        published: { citation: "", draws: [{ ...example.published!.draws[0]!, estimator: "none" }] },
      }),
    ],
  ])("refuses what is not %s", (expected, spoil) => {
    expect(() => renderRetrievalReport(spoil(exampleRetrieval()))).toThrow(expected);
  });
});
