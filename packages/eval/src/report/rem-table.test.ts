import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleResult, exampleTruth, plantQuality, plantResult } from "../../test/example-rem";
import { renderRemTable } from "./rem-table";
import { MIN_TABLE_COLUMNS } from "./terminal-options";
import { displayWidth } from "./text-width";
import { renderTruthTable } from "./truth-table";

/** Ids as users write them, nasty ones among them. */
const id = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 50 }),
  fc.stringMatching(/^[a-z]{1,12}(-[a-z]{1,12}){0,5}$/),
  fc.constantFrom("\u001b[31mred", "日本語の方針", "a\nb", "<script>"),
);

describe("renderRemTable", () => {
  it("prints the matrix and its verdicts", () => {
    const result = plantResult({
      policies: { low: [0.4, 0.4], high: [0.5, 0.5] },
      simulators: ["bkt", "course"],
      lengths: [20],
      half: 0.012,
    });
    // 0.3 + 0.5 (1 - e^-1) = 0.6161 and 0.3 + 0.4 (1 - e^-1) = 0.5528, each 0.012 to both sides.
    expect(renderRemTable(result, { columns: 80, colour: false })).toBe(
      [
        "After 20 items: mean score with 95 % interval, * highest of its column",
        "┌────────┬───────────────────────┬───────────────────────┐",
        "│ policy │ bkt                   │ course                │",
        "├────────┼───────────────────────┼───────────────────────┤",
        "│ high   │ *0.616 [0.604, 0.628] │ *0.616 [0.604, 0.628] │",
        "│ low    │  0.553 [0.541, 0.565] │  0.553 [0.541, 0.565] │",
        "└────────┴───────────────────────┴───────────────────────┘",
        "▲ better under every simulator   ▼ worse under every one   · cannot tell",
        "┌────────────────────┬───┐",
        "│ row against column │ 2 │",
        "├────────────────────┼───┤",
        "│ 1 high             │ ▲ │",
        "│ 2 low              │   │",
        "└────────────────────┴───┘",
        "1 of 1 pairs decided. Ranking: 1. high, 2. low.",
        "",
      ].join("\n"),
    );
  });

  it("says where there is no ranking, and leaves out an order where nothing is decided", () => {
    const cycle = { policies: { a: [0.5, 0.5], b: [0.4, 0.4], c: [0.45, 0.55] }, simulators: ["s", "t"], half: 0.012 };
    const text = renderRemTable(plantResult({ ...cycle, lengths: [20] }), { columns: 80, colour: false });
    // b is behind both; a and c change places from s to t: two places, shared by a and c.
    expect(text).toContain("2 of 3 pairs decided. Ranking: 1. a and c, 2. b.");
    const apart = plantResult({
      policies: { a: [0.5, 0.5], b: [0.4, 0.4], c: [0.3, 0.6] },
      simulators: ["s", "t"],
      lengths: [20],
      half: 0.012,
    });
    expect(renderRemTable(apart, { columns: 80, colour: false })).toContain(
      "1 of 3 pairs decided. No ranking. Not worse than any other: a, c.",
    );
    const none = plantResult({ policies: { a: [0.5], b: [0.5] }, simulators: ["s"], lengths: [20], half: 0.012 });
    expect(renderRemTable(none, { columns: 80, colour: false })).toMatch(/0 of 1 pairs decided\.\n$/);
  });

  it("marks simulators that fail, with what they fail", () => {
    const result = plantResult({
      policies: { a: [0.5, 0.5], b: [0.4, 0.4] },
      simulators: ["bkt", "course"],
      lengths: [20],
      half: 0.012,
    });
    const simulatorQuality = [plantQuality("bkt", { auc: 0.52, correctRate: -0.08 }), plantQuality("course")];
    const text = renderRemTable(result, { columns: 80, colour: false, simulatorQuality });
    expect(text).toMatch(/│ policy │ bkt ✗ +│ course +│/);
    expect(text).toMatch(/\n✗ not like the learners of the log: bkt \(AUC, correct rate\)\n$/);
    expect(renderRemTable(result, { columns: 80, colour: false })).not.toContain("✗");
    expect(() => renderRemTable(result, { columns: 80, colour: false, simulatorQuality: [plantQuality("x")] })).toThrow(
      "at most one quality for each simulator of the result",
    );
  });

  it("drops the leading zeros where that saves cutting the table", () => {
    const text = renderRemTable(exampleResult(), { columns: 80, colour: false });
    expect(text).toContain("*.616 [.604 .628]");
    expect(text.match(/│ policy/g)).toHaveLength(3);
  });

  it("gives half the interval where that saves cutting the table, and only where intervals are even", () => {
    const simulators = ["bkt", "logistic", "dkt", "dqkt", "course"];
    const result = plantResult({
      policies: { low: [0.4, 0.4, 0.4, 0.4, 0.4], high: [0.5, 0.5, 0.5, 0.5, 0.5] },
      simulators,
      lengths: [20],
      half: 0.012,
    });
    expect(renderRemTable(result, { columns: 84, colour: false })).toContain("*.616 ±.012");
    const [first, ...rest] = result.cells;
    const uneven = { ...result, cells: [{ ...first!, high: first!.high + 0.01 }, ...rest] };
    expect(renderRemTable(uneven, { columns: 84, colour: false })).not.toContain("±");
  });

  it("wraps names rather than cut the table of verdicts", () => {
    const ids = Array.from({ length: 15 }, (_, index) => `a-policy-with-a-long-name-${index}`);
    const policies = Object.fromEntries(ids.map((id, index) => [id, [0.3 + index / 50]]));
    const text = renderRemTable(plantResult({ policies, simulators: ["s"], lengths: [20], half: 0.012 }), {
      columns: 100,
      colour: false,
    });
    expect(text.match(/row against/g)).toHaveLength(1);
  });

  it("never exceeds the width, whatever the ids", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { minLength: 1, maxLength: 6 }),
        fc.uniqueArray(id, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: MIN_TABLE_COLUMNS, max: 160 }),
        (policies, simulators, columns) => {
          const result = plantResult({
            policies: Object.fromEntries(
              policies.map((name, p) => [name, simulators.map((_, s) => 0.3 + p / 10 + s / 50)]),
            ),
            simulators,
            lengths: [5, 20],
            half: 0.01,
          });
          const text = renderRemTable(result, { columns, colour: false });
          for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("uses colour only when asked, and says the same without", () => {
    const result = exampleResult();
    const plain = renderRemTable(result, { columns: 100, colour: false });
    const painted = renderRemTable(result, { columns: 100, colour: true });
    const sequence = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    expect(plain).not.toMatch(sequence);
    expect(painted).toMatch(sequence);
    expect(painted.replace(sequence, "")).toBe(plain);
  });

  it("prints no escape sequence that came with an id", () => {
    const result = plantResult({ policies: { "\u001b[2Jx": [0.4] }, simulators: ["s"], lengths: [5], half: 0.01 });
    expect(renderRemTable(result, { columns: 60, colour: false })).not.toContain("\u001b");
  });

  it.each([39, 80.5, Number.NaN])("refuses a width of %d", (columns) => {
    expect(() => renderRemTable(exampleResult(), { columns, colour: false })).toThrow("a whole number, 40 or more");
  });
});

describe("renderTruthTable", () => {
  const truth = exampleTruth(exampleResult());

  it("counts every outcome", () => {
    const text = renderTruthTable(truth, { columns: 100, colour: false });
    for (const [outcome, count] of Object.entries(truth.counts))
      expect(text).toMatch(new RegExp(`│ ${outcome} +│ +${count} │`));
  });

  it("names the wrong verdicts", () => {
    const [pair] = truth.pairs;
    const wrong = { ...pair!, verdict: "better", truth: "worse", outcome: "wrong" } as const;
    const counts = { right: 0, wrong: 1, withheld: 0, "truth unclear": 0 };
    expect(renderTruthTable({ pairs: [wrong], counts }, { columns: 100, colour: false })).toContain(
      "wrong after 10 items: random is worse, not better, than instruct-seq",
    );
  });

  it("keeps to the width", () => {
    for (let columns = MIN_TABLE_COLUMNS; columns <= 120; columns++)
      for (const line of renderTruthTable(truth, { columns, colour: false }).split("\n"))
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });
});
