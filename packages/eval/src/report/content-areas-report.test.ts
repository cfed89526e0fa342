import { describe, expect, it } from "vitest";
import { exampleAreas } from "../../test/example-areas";
import { all, expectReadableAlone, pageOf, textOf } from "../../test/page-checks";
import type { ContentAreasReportInput } from "./content-areas-input";
import { renderContentAreasReport } from "./content-areas-report";
import { gainVerdict } from "./content-areas-words";

const gain = (low: number, high: number) => ({ model: "m", f1: 0, aucGain: { mean: (low + high) / 2, low, high } });

describe("gainVerdict", () => {
  it("tells only where the interval lies to one side of zero", () => {
    expect(gainVerdict(gain(0.01, 0.02))).toBe("gain");
    expect(gainVerdict(gain(-0.02, -0.01))).toBe("loss");
    expect(gainVerdict(gain(-0.01, 0.02))).toBe("cannot tell");
    expect(gainVerdict(gain(0, 0.02))).toBe("cannot tell");
    expect(gainVerdict({ model: "m", f1: 0 })).toBe("too few");
    expect(gainVerdict(undefined)).toBe("too few");
  });
});

describe("renderContentAreasReport", () => {
  it("stands alone, and equal inputs give equal bytes", () => {
    const text = renderContentAreasReport(exampleAreas(12, ["2pl", "rasch"]));
    expectReadableAlone(text);
    expect(renderContentAreasReport(exampleAreas(12, ["2pl", "rasch"]))).toBe(text);
  });

  it("draws every model in every area, and every gain, while there are few areas", () => {
    const page = pageOf(renderContentAreasReport(exampleAreas(20, ["2pl", "rasch"])));
    expect(all(page, "#frequency #areas-overview-title")).toHaveLength(1);
    expect(all(page, "#frequency svg.plot:not([aria-labelledby^=areas]) .point")).toHaveLength(60);
    expect(all(page, "#f1 svg.plot .point")).toHaveLength(60);
    expect(all(page, "#gain svg.plot .point")).toHaveLength(40);
    expect(all(page, "#gain .interval")).toHaveLength(40);
    expect(all(page, "#numbers table:last-of-type tbody tr").length).toBeGreaterThanOrEqual(20);
    expect(page.querySelector("#numbers details")).toBeNull();
    expect(textOf(page.body)).not.toContain("are drawn;");
  });

  it("says what the intervals say, rare areas counted", () => {
    // The interval is 0.01 -+ 1 / sqrt(answers): a gain from 10,001 answers on. 20,001 and 7,072 | 3,850 and 2,501.
    const page = pageOf(renderContentAreasReport(exampleAreas(4)));
    const sentences = all(page, ".finding p").map(textOf);
    expect(sentences).toEqual([
      "factor, 5 factors reaches an AUC of 0.763 and an F1 of 0.810 on 123,456 held-out answers in 4 content areas.",
      "2pl reaches an AUC of 0.753 and an F1 of 0.810. On the 2 rarer areas factor, 5 factors shows over it: gain in none, loss in none, cannot tell in 2.",
    ]);
    const verdicts = all(page, "#numbers tbody tr")
      .map((row) => textOf(row.lastElementChild))
      .slice(2);
    expect(verdicts).toEqual(["gain", "cannot tell", "cannot tell", "cannot tell"]);
    // 0.01 - 1 / sqrt(20,001) = 0.0029.
    expect(textOf(all(page, "#numbers tbody tr")[2]!)).toBe(
      "area 020,0010.7500.8000.7400.780+0.010 (+0.003 to +0.017)gain",
    );
  });

  it("shows areas with too few answers as such", () => {
    const input = exampleAreas(4);
    const few = { area: "hardly met", answers: 2, f1: 1, compared: [{ model: "2pl", f1: 0 }] };
    const page = pageOf(renderContentAreasReport({ ...input, areas: [...input.areas, few] }));
    expect(textOf(page.querySelector("#frequency .missing"))).toBe("no AUC: too few answers");
    expect(textOf(page.querySelector("#frequency"))).toContain("One area has no AUC");
    expect(textOf(page.querySelector("#gain-rare-desc"))).toContain(
      "hardly met, 2 answers: too few answers to say against 2pl.",
    );
    expect(textOf(page.querySelector(".finding p:last-child"))).toContain("cannot tell in 1, too few answers in 1.");
    expect(textOf(all(page, "#numbers tbody tr").at(-1)!)).toBe("hardly met2–1.000–0.000–too few");
  });

  it("draws both ends of many areas, says so, and folds the table of all", () => {
    const text = renderContentAreasReport(exampleAreas(2000));
    expectReadableAlone(text);
    expect(text.length).toBeLessThan(2_000_000);
    const page = pageOf(text);
    // round(20,000 / (k + 1)^1.5) + 1 is below 4 from k = 400 on: 20,000 / 400^1.5 = 2.5, whose half is rounded up to 3;
    // 20,000 / 401^1.5 = 2.491.
    const said =
      "Of 2,000 areas the 15 most answered and the 15 rarest that have an AUC are drawn; 1,600 have too few answers for one. All of them stand in the table.";
    for (const section of ["#frequency", "#f1"]) expect(textOf(page.querySelector(section))).toContain(said);
    // An area without an AUC has no gain either.
    expect(textOf(page.querySelector("#gain"))).toContain(said.replace("an AUC", "an interval"));
    expect(all(page, "#f1 .name").map((name) => name.firstChild!.textContent)).toEqual(
      [...Array.from({ length: 15 }, (_, k) => k), ...Array.from({ length: 15 }, (_, k) => 385 + k)].map(
        (k) => `area ${k}`,
      ),
    );
    expect(all(page, "#numbers details tbody tr")).toHaveLength(2000);
    expect(all(page, "#frequency .dot")).toHaveLength(400);
    expect(textOf(page.querySelector("#frequency"))).toContain("1,600 areas have no AUC");
  });

  it("takes the rarest areas together where they are given", () => {
    const input = exampleAreas(4);
    const rare = { groups: 2, answers: 6351, auc: 0.7, f1: 0.7, compared: [{ model: "2pl", f1: 0.6 }] };
    const gain = { mean: 0.02, low: 0.004, high: 0.036 };
    const page = pageOf(
      renderContentAreasReport({ ...input, rare: { ...rare, compared: [{ ...rare.compared[0]!, aucGain: gain }] } }),
    );
    expect(textOf(page.querySelector(".finding p:last-child"))).toContain(
      "The 2 rarest areas together: +0.020 (+0.004 to +0.036), gain.",
    );
    // A mark for each of the four areas, and one more.
    expect(all(page, "#gain svg.plot .point")).toHaveLength(5);
    expect(textOf(page.querySelector("#gain-rare-desc"))).toContain("the 2 rarest areas together, 6,351 answers: ");
    expect(() => renderContentAreasReport({ ...input, rare: { ...rare, f1: 1.2 } })).toThrow("F1 from 0 to 1");
  });

  it("draws the rarest of many areas although none of them has an AUC", () => {
    const { areas, ...input } = exampleAreas(40);
    const few = areas.map(({ auc: _, compared, ...area }) => ({
      ...area,
      compared: compared.map(({ model, f1 }) => ({ model, f1 })),
    }));
    const page = pageOf(renderContentAreasReport({ ...input, areas: few }));
    expect(all(page, "#frequency .missing")).toHaveLength(30);
    for (const section of ["frequency", "gain"]) expect(page.querySelector(`#${section} .plot .point`)).toBeNull();
  });

  it("does without other models, and with a single area", () => {
    const text = renderContentAreasReport(exampleAreas(1, []));
    expectReadableAlone(text);
    const page = pageOf(text);
    expect(page.querySelector("#gain, nav a[href='#gain']")).toBeNull();
    expect(all(page, "figcaption").map(textOf)).toEqual(["Every area, factor, 5 factors", "All areas", "All areas"]);
    expect(all(page, ".finding p")).toHaveLength(1);
  });

  it("escapes whatever it is given", () => {
    const evil = `<script>alert("1")</script>'&`;
    const input = exampleAreas(3);
    const text = renderContentAreasReport({
      ...input,
      title: evil,
      command: evil,
      data: { ...input.data, title: evil, fingerprint: evil },
      model: evil,
      compared: [{ ...input.compared[0]!, model: `${evil}2` }],
      areas: input.areas.map((area) => ({
        ...area,
        area: evil,
        compared: area.compared.map((other) => ({ ...other, model: `${evil}2` })),
      })),
      protocol: evil,
      versions: { [evil]: evil },
      backend: { name: evil, reason: evil },
    });
    expectReadableAlone(text);
    expect(textOf(pageOf(text).querySelector("#gain .name title"))).toBe(evil);
  });

  it.each<[string, Partial<ContentAreasReportInput>]>([
    ["models of distinct names", { model: "2pl" }],
    ["a content area", { areas: [] }],
    ["the most answered area first", { areas: exampleAreas(3).areas.toReversed() }],
    ["answers in area 0", { areas: [{ ...exampleAreas(1).areas[0]!, answers: 0 }] }],
    ["AUC and F1 from 0 to 1 in area 0", { areas: [{ ...exampleAreas(1).areas[0]!, auc: 1.2 }] }],
    ["AUC and F1 from 0 to 1 in area 0", { areas: [{ ...exampleAreas(1).areas[0]!, f1: Number.NaN }] }],
    ["compared models 2pl in area 0", { areas: exampleAreas(1, ["other"]).areas }],
    [
      "a gain within its interval in area 0",
      {
        areas: [
          {
            ...exampleAreas(1).areas[0]!,
            compared: [{ model: "2pl", f1: 0, aucGain: { mean: 1, low: 0, high: 0.5 } }],
          },
        ],
      },
    ],
  ])("refuses what is not %s", (expected, spoilt) => {
    expect(() => renderContentAreasReport({ ...exampleAreas(3), ...spoilt })).toThrow(expected);
  });
});
