import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { exampleInput, exampleResult, plantQuality, plantResult } from "../../test/example-rem";
import { renderRemReport } from "./rem-report";
import type { RemReportInput } from "./report-input";

const page = (input: RemReportInput): Document => parseHTML(renderRemReport(input)).document as unknown as Document;
/** Rendered once: most tests only read it. */
const example = page(exampleInput());
const textOf = (element: Element | null): string => (element?.textContent ?? "").replace(/\s+/g, " ");
const all = (root: Document | Element, selector: string): Element[] => Array.from(root.querySelectorAll(selector));
const bare = (result: RemReportInput["result"]): RemReportInput => ({ result, policies: [], simulators: [] });

describe("renderRemReport", () => {
  it("shows every policy and simulator by id and title", () => {
    const input = exampleInput();
    const text = textOf(example.body);
    for (const { id, title } of [...input.policies, ...input.simulators]) {
      expect(text).toContain(id);
      expect(text).toContain(title);
    }
  });

  it("shows in each cell the mean and interval of the result to three decimals", () => {
    const input = exampleInput();
    const { result } = input;
    const tables = all(example, "table.matrix");
    expect(tables).toHaveLength(3);
    for (const [index, length] of result.lengths.entries()) {
      const shown = new Map(
        all(tables[index]!, "tbody tr").map((row) => [
          textOf(row.querySelector(".id")),
          all(row, "td.heat").map((cell) => (textOf(cell).match(/\d\.\d{3}/g) ?? []).map(Number)),
        ]),
      );
      expect(shown.size).toBe(10);
      for (const cell of result.cells.filter((candidate) => candidate.length === length)) {
        const numbers = shown.get(cell.policy)![result.simulators.indexOf(cell.simulator)]!;
        expect(numbers).toHaveLength(3);
        for (const [k, value] of [cell.mean, cell.low, cell.high].entries())
          expect(Math.abs(numbers[k]! - value)).toBeLessThanOrEqual(0.0005 + 1e-12);
      }
    }
  });

  it("sorts by the mean over simulators and stars the highest of each column", () => {
    const [table] = all(example, "table.matrix");
    const rows = all(table!, "tbody tr");
    const totals = rows.map((row) => Number(textOf(row.querySelector(".total .mean"))));
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    expect(all(table!, ".star")).toHaveLength(3);
    expect(all(rows[0]!, ".star")).toHaveLength(3);
  });

  it("shows each verdict from both sides, in words", () => {
    const input = exampleInput();
    const tables = all(example, "table.pairs");
    const words = all(tables[1]!, "td").map((cell) => textOf(cell).replace(/^\S /, ""));
    const counted = (word: string): number =>
      input.result.verdicts.filter((v) => v.length === 20 && v.verdict === word).length;
    const decided = counted("better") + counted("worse");
    expect(words.filter((word) => word === "better")).toHaveLength(decided);
    expect(words.filter((word) => word === "worse")).toHaveLength(decided);
    expect(words.filter((word) => word === "cannot tell")).toHaveLength(2 * counted("cannot tell"));
    expect(words).toHaveLength(100);
  });

  it("turns differences with the pair", () => {
    const result = plantResult({
      policies: { low: [0.4], high: [0.5] },
      simulators: ["s"],
      lengths: [20],
      half: 0.012,
    });
    const row = page(bare(result)).querySelector("#verdicts table.differences tbody tr");
    // high - low: 0.1 (1 - e^-1) = 0.0632, 0.004 to each side.
    expect(textOf(row)).toContain("high minus low+0.063 +0.059 to +0.067below 0.001▲ better");
  });

  it("escapes whatever users named their things", () => {
    const evil = `<script>alert("1")</script>'&`;
    const result = plantResult({
      policies: { [evil]: [0.4], b: [0.5] },
      simulators: [`"><img src=x>`],
      lengths: [5, 10],
      half: 0.01,
    });
    const text = renderRemReport({
      result,
      title: evil,
      scoreName: evil,
      command: `zpd rem --data '${evil}.csv'`,
      dataFingerprint: evil,
      backend: { name: evil, reason: evil },
      versions: { [evil]: evil },
      createdAt: evil,
      intervals: evil,
      notes: [evil],
      simulatorQuality: [{ ...plantQuality(`"><img src=x>`, { auc: 0.5 }), notes: [evil] }],
      sensitivity: {
        comparisons: 2,
        told: 2,
        alternatives: [
          {
            kind: "reward model",
            name: evil,
            kept: 0,
            lost: 1,
            gained: 0,
            reversed: 1,
            untold: 0,
            changes: [
              { length: 5, a: evil, b: "b", from: "worse", to: "better" },
              { length: 10, a: evil, b: "b", from: "worse", to: "cannot tell" },
            ],
          },
        ],
      },
      policies: [{ id: evil, title: `${evil} title`, citation: evil }],
      simulators: [{ id: `"><img src=x>`, title: evil, citation: evil, quality: { [evil]: 0.5 } }],
    });
    expect(text).not.toContain("<script");
    expect(text).not.toContain("<img");
    const { document } = parseHTML(text);
    expect(document.querySelectorAll("script, img").length).toBe(0);
    expect(textOf(document.querySelector("h1"))).toBe(evil);
    for (const element of all(document as unknown as Document, "*"))
      for (const { name } of Array.from(element.attributes)) expect(name).toMatch(/^[a-zA-Z][a-zA-Z0-9:-]*$/);
  });

  it("asks nothing of the network and runs no scripts", () => {
    const text = renderRemReport(exampleInput());
    expect(text).not.toMatch(/<(script|link|img|iframe|object|embed)\b/i);
    expect(text).not.toMatch(/\b(src|srcset|xlink:href|on[a-z]+)=/i);
    expect(text).not.toMatch(/url\(|@import/);
    expect([...text.matchAll(/href="([^"]*)"/g)].every(([, target]) => target!.startsWith("#"))).toBe(true);
    expect(text).toContain("default-src 'none'");
  });

  it("draws every policy that is told from another in the graph of its length, once", () => {
    const input = exampleInput();
    const figures = all(example, "#graph figure");
    expect(figures).toHaveLength(3);
    for (const [index, length] of input.result.lengths.entries()) {
      const drawn = all(figures[index]!, "svg text").map(textOf);
      const told = input.result.policies.filter((policy) =>
        input.result.verdicts.some(
          (v) => v.length === length && v.verdict !== "cannot tell" && (v.a === policy || v.b === policy),
        ),
      );
      expect(drawn.sort()).toEqual([...told].sort());
      const svg = figures[index]!.querySelector("svg")!;
      const [title, text] = svg.getAttribute("aria-labelledby")!.split(" ");
      expect(textOf(svg.querySelector(`#${title}`))).toBe(`Verdict graph after ${length} items`);
      expect(textOf(svg.querySelector(`#${text}`))).toContain("logistic-zone: better than ");
    }
  });

  it("says the graph in words, and which undecided pairs stand in the way of a ranking", () => {
    // a beats b under both; c is told from neither.
    const result = plantResult({
      policies: { a: [0.5, 0.5], b: [0.4, 0.4], c: [0.3, 0.6] },
      simulators: ["s", "t"],
      lengths: [20],
      half: 0.012,
    });
    const text = textOf(page(bare(result)).querySelector("#graph"));
    expect(text).toContain("The verdicts form no ranking: 2 undecided pairs stand in its way (a and c; and b and c).");
    expect(text).toContain("a: better than b.");
    expect(text).toContain("c: not told apart from any other policy.");
    const ranked = plantResult({
      policies: { a: [0.5], b: [0.5], c: [0.3] },
      simulators: ["s"],
      lengths: [20],
      half: 0.012,
    });
    expect(textOf(page(bare(ranked)).querySelector("#graph"))).toContain(
      "The verdicts form a ranking: 1. a and b, 2. c. Those who share a place are not told apart.",
    );
  });

  it("marks verdicts that another reward model does not share, in words too", () => {
    const plain = plantResult({
      policies: { a: [0.5], b: [0.4], c: [0.3] },
      simulators: ["s"],
      lengths: [20],
      half: 0.012,
    });
    // a and b: shared; a and c: not shared; b and c: not shared. The graph has arrows a to b and b to c only.
    const unshared = [[], ["mean-mastery"], ["mean-mastery"]];
    const verdicts = plain.verdicts.map((verdict, index) => ({ ...verdict, unshared: unshared[index]! }));
    const document = page(bare({ ...plain, verdicts }));
    expect(all(document, "table.pairs .dagger")).toHaveLength(4);
    expect(all(document, "#graph .arrow")).toHaveLength(2);
    expect(all(document, "#graph .dashed")).toHaveLength(1);
    expect(textOf(document.querySelector("#verdicts"))).toContain("▲ better† not by mean-mastery");
    const shared = page(bare(plain));
    expect(shared.querySelector(".dagger, .dashed")).toBeNull();
    expect(textOf(shared.body)).not.toMatch(/†|dashed/i);
  });

  it("draws no arrow where nothing is told", () => {
    const result = plantResult({ policies: { a: [0.4], b: [0.4] }, simulators: ["s"], lengths: [20], half: 0.012 });
    const section = page(bare(result)).querySelector("#graph")!;
    expect(section.querySelector("svg")).toBeNull();
    expect(textOf(section)).toContain("The verdicts decide no pair, so they form no ranking.");
  });

  it("shows how like real learners simulators are, beside the matrix and in its heads", () => {
    const document = example;
    const section = document.querySelector("#quality")!;
    // The planted rate of BKT's learners: 0.682 and 0.071 more, 0.01 to each side.
    expect(textOf(section)).toContain(
      "✗ marked Bayesian knowledge tracing fails one comparison: correct rate, simulated less real: +7.1 points (+6.1 to +8.1), asked −5.0 to +5.0 points.",
    );
    const rate = all(section, "table.quality tbody tr")[2]!;
    expect(all(rate, "td").map((cell) => textOf(cell).trim())).toEqual([
      "✗ fails+7.1 points+6.1 to +8.1simulated 75.3 %, real 68.2 %",
      "○ cannot tell−4.5 points−5.5 to −3.5simulated 63.7 %, real 68.2 %",
      "✓ passes+1.0 points0.0 to +2.0simulated 69.2 %, real 68.2 %",
    ]);
    const heads = all(document, "table.matrix").map((table) => all(table, "thead .mark").length);
    expect(heads).toEqual([1, 1, 1]);
    expect(textOf(section)).toContain("17 and more");
    expect(page({ ...exampleInput(), simulatorQuality: [] }).querySelector("#quality")).toBeNull();
  });

  it("shows what verdicts hang on, reversed pairs in full", () => {
    const input = exampleInput();
    const section = example.querySelector("#sensitivity")!;
    const rows = all(section, "table.sensitivity tbody tr").filter((row) => all(row, "td").length > 0);
    expect(rows.map((row) => all(row, "td").map((cell) => Number(textOf(cell))))).toEqual(
      input.sensitivity!.alternatives.map(({ kept, lost, reversed, gained, untold }) => [
        kept,
        lost,
        reversed,
        gained,
        untold,
      ]),
    );
    const reversed = input.sensitivity!.alternatives.reduce((sum, { reversed: count }) => sum + count, 0);
    expect(reversed).toBeGreaterThan(0);
    expect(textOf(section)).toContain(`Reversed verdicts: ${reversed}`);
    const shown = all(section.querySelector("table.differences")!, "tbody tr").flatMap((row) =>
      textOf(row.querySelector("td")).split(", "),
    );
    expect(shown).toHaveLength(reversed);
    const { sensitivity: _, ...without } = input;
    expect(page(without).querySelector("#sensitivity")).toBeNull();
  });

  it("shows gains with their intervals, and none where nobody was tested before", () => {
    const result = plantResult({ policies: { a: [0.4], b: [0.5] }, simulators: ["s"], lengths: [20], half: 0.012 });
    // 0.3 + 0.5 (1 - e^-1) - 0.238 = 0.3781, 0.012 to each side.
    const row = page(bare(result)).querySelector("#matrix table.differences tbody tr");
    expect(textOf(row)).toBe("b+0.378 +0.366 to +0.390");
    const cells = result.cells.map(({ gain: _, gainLow: __, gainHigh: ___, ...cell }) => cell);
    const section = page(bare({ ...result, cells })).querySelector("#matrix")!;
    expect(section.querySelector("table.differences")).toBeNull();
    expect(textOf(section)).not.toMatch(/gain/i);
  });

  it("is well formed: every element closes where it should and inner links lead somewhere", () => {
    const text = renderRemReport(exampleInput());
    const open: string[] = [];
    const voids = new Set(["meta", "br", "hr", "input"]);
    for (const [, slash, name, closed] of text
      .replace(/<style>[\s\S]*?<\/style>/g, "")
      .matchAll(/<(\/?)([a-z][a-z0-9-]*)[^<>]*?(\/?)>/gi)) {
      if (voids.has(name!) || closed === "/") continue;
      if (slash === "/") expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
    const document = example;
    for (const link of all(document, "a")) expect(document.querySelector(link.getAttribute("href")!)).not.toBeNull();
  });

  it("gives the same bytes for the same input", () => {
    const once = renderRemReport(exampleInput());
    const many = Array.from({ length: 3 }, () => renderRemReport(exampleInput()));
    for (const again of many) expect(again).toBe(once);
  });

  it("shows the truth where it is known", () => {
    const input = exampleInput();
    const section = example.querySelector("#truth");
    for (const [outcome, count] of Object.entries(input.truth!.counts))
      expect(textOf(section)).toContain(`${outcome}${count}`);
    expect(all(section!, "details tbody tr")).toHaveLength(135);
  });

  it("keeps to what there is: one policy, one simulator, one length, no truth", () => {
    const document = page(bare(plantResult({ policies: { a: [0.4] }, simulators: ["s"], lengths: [20], half: 0.01 })));
    expect(document.querySelector("#verdicts")).toBeNull();
    expect(document.querySelector("#truth")).toBeNull();
    expect(document.querySelector(".star")).toBeNull();
    expect(textOf(document.querySelector("#curves h2"))).toBe("Means and intervals");
    expect(textOf(document.querySelector("#conclusions"))).toContain("Play a second policy");
    for (const link of all(document, "nav a"))
      expect(document.querySelector(link.getAttribute("href")!)).not.toBeNull();
  });

  it("draws a curve for each simulator when there are several lengths", () => {
    const figures = all(example, "#curves figure svg");
    expect(figures).toHaveLength(3);
    expect(textOf(figures[0]!)).toContain("instruct-seq");
  });

  it("does not advise when nothing is decided", () => {
    const result = plantResult({
      policies: { a: [0.4, 0.5], b: [0.5, 0.4] },
      simulators: ["s", "t"],
      lengths: [20],
      half: 0.01,
    });
    const text = textOf(page(bare(result)).querySelector("#conclusions"));
    expect(text).toContain("Choose on other grounds than this matrix");
    expect(text).not.toContain("prefer the better policy");
  });

  it("says which cells were not played", () => {
    const result = exampleResult();
    const text = renderRemReport(bare({ ...result, cells: result.cells.slice(1) }));
    expect(text.match(/not played/g)).toHaveLength(1);
  });

  it.each([
    ["an unknown policy", { policies: ["a"] }, "cells of the result's policies"],
    ["no policy", { policies: [] }, "at least one policy"],
    ["no length", { lengths: [] }, "at least one length"],
  ])("refuses %s", (_, change, message) => {
    expect(() => renderRemReport(bare({ ...exampleResult(), ...change }))).toThrow(message);
  });

  it.each([
    ["no ranking of a length", { rankings: [] }, "one ranking for each length"],
    [
      "arrows that no verdict backs",
      { rankings: exampleResult().rankings.map((r) => ({ ...r, edges: [{ better: "random", worse: "bkt-myopic" }] })) },
      'an arrow only where the verdict is "better"',
    ],
  ])("refuses %s", (_, change, message) => {
    expect(() => renderRemReport(bare({ ...exampleResult(), ...change }))).toThrow(message);
  });

  it("refuses quality and sensitivity of another study", () => {
    const input = exampleInput();
    expect(() => renderRemReport({ ...input, simulatorQuality: [plantQuality("x")] })).toThrow("got x");
    const twice = [plantQuality("bkt"), plantQuality("bkt")];
    expect(() => renderRemReport({ ...input, simulatorQuality: twice })).toThrow("got bkt twice");
    const sensitivity = { ...input.sensitivity!, told: 3 };
    expect(() => renderRemReport({ ...input, sensitivity })).toThrow("verdicts told, got 3");
  });

  it("refuses numbers that are not finite", () => {
    const result = exampleResult();
    const [first, ...rest] = result.cells;
    expect(() => renderRemReport(bare({ ...result, cells: [{ ...first!, low: Number.NaN }, ...rest] }))).toThrow(
      /finite/,
    );
  });
});
