import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleInput, type Planted, plantQuality, plantResult, plantSensitivity } from "../../test/example-rem";
import type { RemResult } from "../types/rem-result";
import { conclusionsOf } from "./conclusions";
import { createPageContext } from "./page-context";
import type { RemReportInput } from "./report-input";
import { plainText } from "./sentence";

type Extra = Partial<Omit<RemReportInput, "result">>;

const WORD = /holds|hangs|cannot|matrix/;

/** The sentences of each part, one a line, by the word of its title that no other has. */
function conclude(result: RemResult, extra: Extra = {}): { readonly [word: string]: string } {
  const context = createPageContext("test", { result, policies: [], simulators: [], ...extra });
  return Object.fromEntries(
    conclusionsOf(context).map(({ title, sentences }) => [WORD.exec(title)![0], sentences.map(plainText).join("\n")]),
  );
}

/** Scores after 20 items differ by 0.632 of the planted strengths, intervals of differences are 0.004 to each side. */
const plan = (policies: Planted["policies"], simulators = ["s", "t"], lengths = [20]): Planted => ({
  policies,
  simulators,
  lengths,
  half: 0.012,
});

const ALL_TOLD = plan({ a: [0.5, 0.5], b: [0.4, 0.4], c: [0.3, 0.3] });

describe("conclusionsOf", () => {
  it("says what holds when everything is told", () => {
    const { holds, hangs, cannot, matrix } = conclude(plantResult(ALL_TOLD));
    expect(holds!.split("\n")).toEqual([
      "Where a pair is marked better or worse (3 of 3 after 20 items), prefer the better policy: its lead holds under both simulators (s and t), each time with the whole 95\u00a0% interval of the paired difference on one side of zero.",
      "The verdicts are corrected for all 3 comparisons of the study (Holm’s method): were the simulators right, luck would make any of them wrong in at most 5 % of such studies.",
      "How like real learners the simulators are was not looked at here.",
      "After 20 items, a is better than b and c.",
      "After 20 items, b is better than c.",
      "After 20 items the verdicts form a ranking: 1. a, 2. b, 3. c.",
    ]);
    expect(hangs).toBe(
      "Whether the verdicts would stay with another reward model, under another seed or without one of the simulators was not tried here.",
    );
    expect(cannot).toBe("Nothing is left open: all 3 comparisons are decided.");
    expect(matrix).toContain("Two simulators are two models of learners");
    expect(matrix).toContain("an A/B test");
  });

  it("names no verdict when none is told, and says whether simulators contradict each other", () => {
    const against = conclude(plantResult(plan({ a: [0.5, 0.4], b: [0.4, 0.5] })));
    expect(against.holds).toMatch(/^The one comparison is not decided\. Choose on other grounds/);
    expect(against.holds).not.toMatch(/better|Holm/);
    expect(against.cannot).toMatch(/^The one comparison cannot be told\..*\nThere simulators contradict each other/);
    expect(against.cannot).not.toContain("four times as many");
    const alike = conclude(plantResult(plan({ a: [0.5, 0.5], b: [0.5, 0.5], c: [0.5, 0.5] })));
    expect(alike.cannot).toMatch(/^3 of 3 comparisons cannot be told/);
    expect(alike.cannot).toContain("In all of them no two simulators contradict each other");
    expect(alike.cannot).not.toContain("trial");
  });

  it("tells a lead that only the correction withholds from one that an interval withholds", () => {
    const result = plantResult(ALL_TOLD);
    const [first, ...rest] = result.verdicts;
    const verdicts = [{ ...first!, verdict: "cannot tell" as const, adjustedP: 0.07 }, ...rest];
    const rankings = [{ length: 20, untold: [["a", "b"]] as const, edges: [{ better: "b", worse: "c" }] }];
    const { cannot } = conclude({ ...result, verdicts, rankings });
    expect(cannot).toBe(
      "1 of 3 comparisons cannot be told. That does not make the policies equally good.\n" +
        "There the intervals of all simulators lie on one side of zero, but among three comparisons luck gives such a thing too often. More learners would help, or a new study of fewer policies and lengths, chosen before it is played.",
    );
  });

  it("counts every comparison that is not told once", () => {
    const strength = fc.integer({ min: 38, max: 50 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(fc.array(fc.tuple(strength, strength, strength), { minLength: 2, maxLength: 7 }), (rows) => {
        const result = plantResult(
          plan(Object.fromEntries(rows.map((row, index) => [`p${index}`, row])), ["s", "t", "u"], [5, 20]),
        );
        const { holds, cannot } = conclude(result);
        const open = result.verdicts.filter(({ verdict }) => verdict === "cannot tell").length;
        const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        const counted = [...cannot!.matchAll(/^(?:In (\w+) of them|There) /gm)].reduce((sum, [, word]) => {
          if (word === undefined || word === "all") return sum + open;
          return sum + (words.indexOf(word) < 0 ? Number(word) : words.indexOf(word));
        }, 0);
        expect(counted).toBe(open);
        for (const [, winner, losers] of holds!.matchAll(/^At every length, (p\d) is better than (.*)\.$/gm)) {
          for (const [loser] of losers!.matchAll(/p\d/g)) {
            const told = result.verdicts.filter(
              ({ a, b, verdict }) =>
                (a === winner && b === loser && verdict === "better") ||
                (b === winner && a === loser && verdict === "worse"),
            );
            expect(told).toHaveLength(2);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("names a simulator that fails, and what it may have withheld", () => {
    // Without s, a beats b; under s it is the other way round.
    const result = plantResult(plan({ a: [0.4, 0.5, 0.5], b: [0.5, 0.4, 0.4], c: [0.3, 0.3, 0.3] }, ["s", "t", "u"]));
    const simulatorQuality = [plantQuality("s", { auc: 0.51 }), plantQuality("t")];
    const { holds, cannot } = conclude(result, { simulatorQuality });
    expect(holds).toContain("s is marked: its learners are not like those of the log in AUC.");
    expect(holds).toContain("A marked simulator can withhold a verdict but not make one");
    expect(holds).toContain("u was not compared with the learners of the log.");
    expect(cannot).toContain("One of these contradictions is there only because of s, which is marked");
    const clean = conclude(result, { simulatorQuality: [plantQuality("s"), plantQuality("t"), plantQuality("u")] });
    expect(`${clean.holds}${clean.cannot}`).not.toMatch(/marked:|which is marked|not compared|not looked at/);
  });

  it("warns when every simulator fails", () => {
    const simulatorQuality = [plantQuality("s", { auc: 0.5 }), plantQuality("t", { correctRate: 0.2 })];
    const { holds } = conclude(plantResult(ALL_TOLD), { simulatorQuality });
    expect(holds).toContain("So no verdict rests on a simulator that stood every comparison with the log");
    expect(holds).not.toContain("can withhold a verdict but not make one");
  });

  it("names the pairs that another reward model turns round, and counts what stays", () => {
    const turned = plan({ a: [0.3, 0.3], b: [0.4, 0.4], c: [0.2, 0.2] });
    const sensitivity = plantSensitivity(ALL_TOLD, { rewardModels: { other: turned, same: ALL_TOLD } });
    const { hangs } = conclude(plantResult(ALL_TOLD), { sensitivity });
    // Only a and b change places: a and c, b and c stay.
    expect(hangs!.split("\n")).toEqual([
      "Under reward model other, one verdict turns round (a is worse, not better, than b after 20 items).",
      "Without s, without t and under reward model same every verdict stays as it is.",
      "2 of the 3 verdicts stay whatever of this is done otherwise; rely on these first.",
      "Whether the verdicts would stay under another seed was not tried here.",
    ]);
  });

  it("says what is gained without a simulator and lost under another seed", () => {
    const study = plan({ a: [0.5, 0.5], b: [0.4, 0.4], c: [0.3, 0.6] });
    const sensitivity = plantSensitivity(study, {
      seeds: { 7: plan({ a: [0.5, 0.4], b: [0.4, 0.4], c: [0.3, 0.6] }) },
    });
    const { hangs } = conclude(plantResult(study), { sensitivity });
    // c is last under s and first under t: with one of them alone, its two pairs are told.
    expect(hangs!.split("\n")).toEqual([
      "Without s, two verdicts are decided that the study withholds; none is lost.",
      "Without t, two verdicts are decided that the study withholds; none is lost.",
      "Under seed 7, one verdict is no longer decided.",
      "No verdict stays whatever of this is done otherwise.",
      "Whether the verdicts would stay with another reward model was not tried here.",
    ]);
  });

  it("counts the verdicts that other reward models share", () => {
    const plain = plantResult(ALL_TOLD);
    const otherRewardModels = ["x", "y"].map((id) => ({ id, inputs: [], usesPreTest: true }));
    const shared = (...unshared: string[][]) =>
      conclude({
        ...plain,
        otherRewardModels,
        verdicts: plain.verdicts.map((verdict, index) => ({ ...verdict, unshared: unshared[index]! })),
      });
    expect(shared([], [], []).holds).toContain("Every verdict is shared by all other reward models (x and y).");
    const { holds, hangs } = shared([], ["x"], ["x", "y"]);
    expect(holds).toContain(
      "1 of the 3 verdicts is shared by all other reward models (x and y); the others, marked †,",
    );
    expect(hangs).not.toContain("another reward model");
    expect(shared(["y"], ["x"], ["x"]).holds).toContain("No verdict is shared by all other reward models (x and y)");
  });

  it("repeats the warnings of the study, such as that there was no test before", () => {
    const message = 'reward model "linear" reads mastery only: what learners knew before does not enter their scores';
    const result = { ...plantResult(ALL_TOLD), warnings: [{ code: "no-pre-test", message } as const] };
    expect(conclude(result).hangs).toContain(
      '\nReward model "linear" reads mastery only: what learners knew before does not enter their scores.',
    );
    expect(conclude(plantResult(ALL_TOLD)).hangs).not.toContain("mastery only");
  });

  it("speaks of one simulator and one policy as such", () => {
    const one = conclude(plantResult(plan({ a: [0.5], b: [0.4] }, ["s"])));
    expect(one.holds).toContain("its lead holds under the one simulator played (s), with the whole 95");
    expect(one.holds).toContain("There was one comparison, so nothing had to be corrected");
    expect(one.matrix).toContain("With one simulator a policy may win because it plans with the very model");
    expect(one.hangs).toBe(
      "Whether the verdicts would stay with another reward model or under another seed was not tried here.",
    );
    const alone = conclude(plantResult(plan({ a: [0.5] }, ["s"])));
    expect(Object.keys(alone)).toEqual(["holds", "matrix"]);
    expect(`${alone.holds}${alone.matrix}`).not.toMatch(/better|verdict|agreement|trial/);
  });

  it("speaks of the truth only as far as it judges", () => {
    const input = exampleInput();
    const { right, wrong } = input.truth!.counts;
    expect(conclude(input.result, input).holds).toContain(
      `of ${right + wrong} verdicts that it can judge, ${right} are right and ${wrong} wrong.`,
    );
  });
});
