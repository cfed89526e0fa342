import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { exampleInput, exampleResult, plantResult } from "../../test/example-rem";
import { renderRemReport } from "./rem-report";
import type { RemReportInput } from "./report-input";

const page = (input: RemReportInput): Document => parseHTML(renderRemReport(input)).document as unknown as Document;
const textOf = (element: Element | null): string => (element?.textContent ?? "").replace(/\s+/g, " ");
const all = (root: Document | Element, selector: string): Element[] => Array.from(root.querySelectorAll(selector));
const bare = (result: RemReportInput["result"]): RemReportInput => ({ result, policies: [], simulators: [] });

describe("renderRemReport", () => {
  it("shows every policy and simulator by id and title", () => {
    const input = exampleInput();
    const text = textOf(page(input).body);
    for (const { id, title } of [...input.policies, ...input.simulators]) {
      expect(text).toContain(id);
      expect(text).toContain(title);
    }
  });

  it("shows in each cell the mean and interval of the result to three decimals", () => {
    const input = exampleInput();
    const { result } = input;
    const tables = all(page(input), "table.matrix");
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
    const [table] = all(page(exampleInput()), "table.matrix");
    const rows = all(table!, "tbody tr");
    const totals = rows.map((row) => Number(textOf(row.querySelector(".total .mean"))));
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    expect(all(table!, ".star")).toHaveLength(3);
    expect(all(rows[0]!, ".star")).toHaveLength(3);
  });

  it("shows each verdict from both sides, in words", () => {
    const input = exampleInput();
    const tables = all(page(input), "table.pairs");
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
    const row = page(bare(result)).querySelector("table.differences tbody tr");
    // high - low: 0.1 (1 - e^-1) = 0.0632, 0.004 to each side.
    expect(textOf(row)).toContain("high minus low+0.063 +0.059 to +0.067▲ better");
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
    const document = page(exampleInput());
    for (const link of all(document, "a")) expect(document.querySelector(link.getAttribute("href")!)).not.toBeNull();
  });

  it("gives the same bytes for the same input", () => {
    const once = renderRemReport(exampleInput());
    const many = Array.from({ length: 3 }, () => renderRemReport(exampleInput()));
    for (const again of many) expect(again).toBe(once);
  });

  it("shows the truth where it is known", () => {
    const input = exampleInput();
    const section = page(input).querySelector("#truth");
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
    expect(textOf(document.querySelector("#conclusions"))).toContain("With one simulator");
    for (const link of all(document, "nav a"))
      expect(document.querySelector(link.getAttribute("href")!)).not.toBeNull();
  });

  it("draws a curve for each simulator when there are several lengths", () => {
    const figures = all(page(exampleInput()), "#curves figure svg");
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

  it("refuses numbers that are not finite", () => {
    const result = exampleResult();
    const [first, ...rest] = result.cells;
    expect(() => renderRemReport(bare({ ...result, cells: [{ ...first!, low: Number.NaN }, ...rest] }))).toThrow(
      /finite/,
    );
  });
});
