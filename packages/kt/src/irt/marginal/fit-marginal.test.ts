import { createNumberedVocabulary, type InteractionLog } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { itemsOf, logOfAnswers, simulateAnswers } from "../../../test/irt-items";
import { logOfMatrix } from "../../../test/irt-references";
import { fitMarginal } from "./fit-marginal";

const codes = (fit: { report: { warnings: readonly { code: string }[] } }) =>
  fit.report.warnings.map(({ code }) => code);

/** Rows of 0 and 1, each given as often as it says. */
function table(rows: readonly (readonly [number, number[]])[]): InteractionLog {
  return logOfMatrix(rows.flatMap(([times, row]) => Array.from({ length: times }, () => row)));
}

/** Integral over N(0,1) by the trapezoid rule on -9…9. */
function integrate(f: (theta: number) => number): number {
  let sum = 0;
  for (let k = -1800; k <= 1800; k++) sum += f(k / 200) * Math.exp(-0.5 * (k / 200) ** 2);
  return sum / 200 / Math.sqrt(2 * Math.PI);
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe("closed forms", () => {
  const two = table([
    [40, [1, 1]],
    [30, [1, 0]],
    [10, [0, 1]],
    [20, [0, 0]],
  ]);

  it("1PL on two items has as many parameters as free frequencies: it meets the table, and thresholds differ by log(30/10)", async () => {
    const { parameters, logLikelihood, difficulty } = await fitMarginal(two, "1pl", { quadraturePoints: 81 });
    // P(10 | one right) = e^-t0 / (e^-t0 + e^-t1) whatever the ability: Rasch's conditional likelihood.
    expect(parameters.threshold[1]! - parameters.threshold[0]!).toBeCloseTo(Math.log(3), 5);
    const [a, t0, t1] = [parameters.discrimination[0]!, parameters.threshold[0]!, parameters.threshold[1]!];
    expect(parameters.discrimination[1]).toBe(a);
    expect(integrate((x) => sigmoid(a * x - t0) * sigmoid(a * x - t1))).toBeCloseTo(0.4, 5);
    expect(integrate((x) => sigmoid(a * x - t0))).toBeCloseTo(0.7, 5);
    const entropy = 40 * Math.log(0.4) + 30 * Math.log(0.3) + 10 * Math.log(0.1) + 20 * Math.log(0.2);
    expect(logLikelihood).toBeCloseTo(entropy, 7);
    for (const i of [0, 1]) expect(difficulty[i]! * a).toBeCloseTo(parameters.threshold[i]!, 12);
  });

  it("Rasch on one item: the threshold at which N(0,1) learners are right as often as these", async () => {
    const { parameters, logLikelihood, report } = await fitMarginal(
      table([
        [3, [1]],
        [1, [0]],
      ]),
      "rasch",
    );
    expect(integrate((x) => sigmoid(x - parameters.threshold[0]!))).toBeCloseTo(0.75, 6);
    expect(logLikelihood).toBeCloseTo(3 * Math.log(0.75) + Math.log(0.25), 10);
    expect(parameters.discriminationScale![0]).toBe(0);
    // Delta method: the rate's error sqrt(.75 .25 / 4) over the slope of the rate by the threshold.
    const slope = integrate((x) => sigmoid(x - parameters.threshold[0]!) * (1 - sigmoid(x - parameters.threshold[0]!)));
    expect(parameters.thresholdScale![0]).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 4) / slope, 6);
    expect(report.warnings).toEqual([]);
  });

  it("counts parameters and weighs them", async () => {
    const { log } = simulateAnswers(itemsOf([1, 1, 1, 1], [-1, 0, 0, 1]), 300, 3);
    for (const [model, free] of [
      ["rasch", 4],
      ["1pl", 5],
      ["2pl", 8],
    ] as const) {
      const fit = await fitMarginal(log, model);
      expect(fit.freeParameters).toBe(free);
      expect(fit.aic).toBe(2 * free - 2 * fit.logLikelihood);
      expect(fit.bic).toBe(free * Math.log(300) - 2 * fit.logLikelihood);
      expect(fit.patterns).toBeLessThanOrEqual(16);
    }
  });
});

describe("on made answers, half of them missing", () => {
  const slopes = Array.from({ length: 20 }, (_, i) => 0.6 + 0.07 * i);
  const truth = itemsOf(
    slopes,
    slopes.map((_, i) => -2 + 0.21 * ((7 * i) % 20)),
  );
  const { log } = simulateAnswers(truth, 2500, 5, 0.5);

  it("finds the truth, as far as its standard errors say, and never loses likelihood", async () => {
    const fit = await fitMarginal(log, "2pl", { quadraturePoints: 31 });
    const errors = slopes.flatMap((_, i) => [
      (fit.parameters.discrimination[i]! - truth.discrimination[i]!) / fit.parameters.discriminationScale![i]!,
      (fit.parameters.threshold[i]! - truth.threshold[i]!) / fit.parameters.thresholdScale![i]!,
      (fit.difficulty[i]! - truth.threshold[i]! / truth.discrimination[i]!) / fit.difficultyScale![i]!,
    ]);
    // Standard normal errors: their mean square is 1 ± .26 (two standard errors of 60 correlated ones).
    const meanSquare = errors.reduce((sum, z) => sum + z * z, 0) / errors.length;
    expect(meanSquare).toBeGreaterThan(0.6);
    expect(meanSquare).toBeLessThan(1.5);
    const { history = [] } = fit.report;
    for (let k = 1; k < history.length; k++) expect(history[k]).toBeGreaterThanOrEqual(history[k - 1]! - 1e-9);
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(history.at(-1)! - 1e-9);
    expect(codes(fit)).toEqual([]);
  });

  it("does not mind learners without answers, nor the order of answers", async () => {
    const fit = await fitMarginal(log, "1pl");
    const offsets = Int32Array.from([0, ...log.offsets]);
    const turned = {
      ...log,
      learners: createNumberedVocabulary(2501),
      offsets,
      item: log.item.slice(),
      score: log.score.slice(),
    };
    for (let l = 0; l < offsets.length - 1; l++) {
      turned.item.subarray(offsets[l], offsets[l + 1]).reverse();
      turned.score.subarray(offsets[l], offsets[l + 1]).reverse();
    }
    const other = await fitMarginal(turned, "1pl");
    for (const [i, b] of fit.difficulty.entries()) expect(Math.abs(other.difficulty[i]! - b)).toBeLessThan(1e-6);
    expect(codes(other)).toEqual(["LEARNER_WITHOUT_DATA"]);
  });
});

describe("with guessing", () => {
  const slopes = Array.from({ length: 12 }, (_, i) => 1.2 + 0.07 * i);
  const guesses = slopes.map((_, i) => 0.12 + 0.015 * ((5 * i) % 12));
  const truth = itemsOf(
    slopes,
    slopes.map((_, i) => -1.2 + 0.24 * ((7 * i) % 12)),
    guesses,
  );
  const { log } = simulateAnswers(truth, 3000, 11);

  it("3PL finds the truth, as far as its standard errors say, and more likelihood than 2PL", async () => {
    const fit = await fitMarginal(log, "3pl");
    const errors = slopes.flatMap((_, i) => [
      (fit.parameters.discrimination[i]! - truth.discrimination[i]!) / fit.parameters.discriminationScale![i]!,
      (fit.parameters.threshold[i]! - truth.threshold[i]!) / fit.parameters.thresholdScale![i]!,
      (fit.parameters.guess![i]! - guesses[i]!) / fit.parameters.guessScale![i]!,
    ]);
    const meanSquare = errors.reduce((sum, z) => sum + z * z, 0) / errors.length;
    expect(meanSquare).toBeGreaterThan(0.4);
    expect(meanSquare).toBeLessThan(1.8);
    const { history = [] } = fit.report;
    for (let k = 1; k < history.length; k++) expect(history[k]).toBeGreaterThanOrEqual(history[k - 1]! - 1e-9);
    const plain = await fitMarginal(log, "2pl", { standardErrors: false });
    expect(fit.logLikelihood).toBeGreaterThan(plain.logLikelihood + 10);
    expect([plain.parameters.guess, fit.freeParameters]).toEqual([undefined, 36]);
  });

  it("a prior as heavy as a wall holds the guesses at its mode; at 0 nearly, the 3PL is the 2PL", async () => {
    const few = { ...log, ...simulateAnswers(truth, 400, 3).log };
    const held = await fitMarginal(few, "3pl", { guessAlpha: 2e5, guessBeta: 8e5, standardErrors: false });
    for (const guess of held.parameters.guess!) expect(Math.abs(guess - 0.2)).toBeLessThan(2e-4);
    const none = await fitMarginal(few, "3pl", { guessAlpha: 1.001, guessBeta: 1e6, standardErrors: false });
    const plain = await fitMarginal(few, "2pl", { standardErrors: false });
    for (const [i, b] of plain.difficulty.entries()) expect(Math.abs(none.difficulty[i]! - b)).toBeLessThan(1e-3);
  });
});

describe("items that tell nothing", () => {
  const { log } = simulateAnswers(itemsOf([1, 1.5, 0.8, 1.2], [-1, 0, 0.5, 1]), 400, 6);
  // Items 4 (all right), 5 (all wrong) and 6 (never met) beside them, for the first ten learners.
  const wider = {
    ...logOfAnswers(
      { items: createNumberedVocabulary(7) },
      Array.from({ length: 400 }, (_, l) => {
        const row: [number, number][] = [];
        for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) row.push([log.item[n]!, log.score[n]!]);
        if (l < 10) row.push([4, 1], [5, 0]);
        return row;
      }),
    ),
  };

  it.each(["rasch", "1pl", "2pl", "3pl"] as const)(
    "%s: leave the others' estimates alone, are finite, and are named",
    async (model) => {
      const plain = await fitMarginal(log, model);
      const fit = await fitMarginal(wider, model);
      for (let i = 0; i < 4; i++) expect(Math.abs(fit.difficulty[i]! - plain.difficulty[i]!)).toBeLessThan(1e-6);
      expect(fit.difficulty.every(Number.isFinite)).toBe(true);
      const { discrimination: a, threshold: t, thresholdScale } = fit.parameters;
      // As if half of ten answers were otherwise: 9.5 or .5 of 10 are right.
      expect(integrate((x) => sigmoid(a[4]! * x - t[4]!))).toBeCloseTo(0.95, 5);
      expect(integrate((x) => sigmoid(a[5]! * x - t[5]!))).toBeCloseTo(0.05, 5);
      expect(t[6]).toBe(0);
      if (model === "3pl") expect([...fit.parameters.guess!.subarray(4)]).toEqual([0, 0, 0]);
      if (model === "rasch") expect(a[4]).toBe(1);
      if (model === "1pl") expect(a[4]).toBe(a[0]);
      expect(thresholdScale!.subarray(4).every(Number.isNaN)).toBe(true);
      expect(fit.report.warnings.map(({ code, ids }) => [code, ids])).toEqual([
        ["ITEM_WITHOUT_DATA", ["6"]],
        ["ITEM_ALL_RIGHT", ["4"]],
        ["ITEM_ALL_WRONG", ["5"]],
      ]);
    },
  );

  it("are refused when there are no others", async () => {
    await expect(fitMarginal(table([[3, [1, 0]]]), "rasch")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("says what is wrong with the answers", () => {
  it("an item that tells right from wrong without error stays at the bound", async () => {
    const rows = [...Array(16).keys()].map((k): [number, number[]] => [3, [k & 1, (k >> 1) & 1, (k >> 2) & 1, k >> 3]]);
    // Two items that always agree, beside noise.
    const fit = await fitMarginal(table(rows.map(([n, row]) => [n, [...row, row[0]!]])), "2pl", {
      maxDiscrimination: 5,
    });
    expect(codes(fit)).toContain("DISCRIMINATION_AT_BOUND");
    expect(Math.max(...fit.parameters.discrimination.map(Math.abs))).toBe(5);
    expect([...fit.difficulty, ...fit.parameters.discrimination].every(Number.isFinite)).toBe(true);
  });

  it.each(["1pl", "2pl", "3pl"] as const)(
    "%s of steep items with the bound at 1 is Rasch, and says so",
    async (model) => {
      const { log } = simulateAnswers(itemsOf([2.5, 2.5, 2.5, 2.5], [-0.5, 0, 0.3, 0.8]), 300, 7);
      // A prior that forbids guesses leaves the 3PL as it is without them.
      const held = await fitMarginal(log, model, { maxDiscrimination: 1, guessAlpha: 1.001, guessBeta: 1e6 });
      const rasch = await fitMarginal(log, "rasch");
      expect([...held.parameters.discrimination]).toEqual([1, 1, 1, 1]);
      expect(codes(held)).toContain("DISCRIMINATION_AT_BOUND");
      for (const [i, b] of rasch.difficulty.entries()) {
        expect(Math.abs(held.difficulty[i]! - b)).toBeLessThan(1e-4);
        expect(held.parameters.thresholdScale![i]).toBeCloseTo(rasch.parameters.thresholdScale![i]!, 4);
        expect(held.parameters.discriminationScale![i]).toBe(0);
      }
      expect(held.freeParameters).toBe(model === "3pl" ? 8 : 4);
    },
  );

  it("an item with a wrong key has a negative discrimination", async () => {
    const { log } = simulateAnswers(itemsOf([1.5, 1.5, 1.5, 1.5, -1.2], [-0.5, 0, 0, 0.5, 0]), 800, 7);
    const fit = await fitMarginal(log, "2pl");
    expect(fit.report.warnings.find(({ code }) => code === "NEGATIVE_DISCRIMINATION")?.ids).toEqual(["i4"]);
    expect(fit.parameters.discrimination[4]).toBeLessThan(-0.8);
  });

  it("answers given again, and groups that never meet", async () => {
    const items = { items: createNumberedVocabulary(4) };
    const half = (first: number): [number, number][][] =>
      Array.from({ length: 40 }, (_, l) => [
        [first, l % 3 === 0 ? 0 : 1],
        [first + 1, l % 4 === 0 ? 1 : 0],
        [first, l % 2],
      ]);
    const fit = await fitMarginal(logOfAnswers(items, [...half(0), ...half(2)]), "rasch");
    expect(codes(fit)).toEqual(["REPEATED_ANSWERS", "DISCONNECTED_GROUPS"]);
    expect(fit.report.warnings[0]!.message).toMatch(/^80 answers/);
    expect(fit.report.warnings[1]!.message).toMatch(/into 2 groups/);
  });

  it("an item that has nothing to do with ability has a discrimination next to 0 and finite numbers", async () => {
    // One in four is right on the last item, whatever the others say.
    const rows: [number, number[]][] = [
      [40, [1, 1, 1]],
      [12, [1, 1, 0]],
      [16, [1, 0, 0]],
      [8, [0, 1, 0]],
      [40, [0, 0, 0]],
    ];
    const all = rows.flatMap(([n, row]): [number, number[]][] => [
      [n / 4, [...row, 1]],
      [(3 * n) / 4, [...row, 0]],
    ]);
    const fit = await fitMarginal(table(all), "2pl", { tolerance: 0 });
    expect(Math.abs(fit.parameters.discrimination[3]!)).toBeGreaterThanOrEqual(1e-6);
    expect(Math.abs(fit.parameters.discrimination[3]!)).toBeLessThan(1e-4);
    expect(fit.parameters.threshold[3]).toBeCloseTo(Math.log(3), 6);
    expect([fit.difficulty[3]!, fit.difficultyScale![3]!].every(Number.isFinite)).toBe(true);
  });

  it("two items cannot tell two discriminations apart", async () => {
    const fit = await fitMarginal(
      table([
        [40, [1, 1]],
        [30, [1, 0]],
        [10, [0, 1]],
        [20, [0, 0]],
      ]),
      "2pl",
    );
    expect(codes(fit)).toContain("SINGULAR_INFORMATION");
    expect(fit.parameters.thresholdScale!.every(Number.isNaN)).toBe(true);
  });

  it("an end before convergence", async () => {
    const { log } = simulateAnswers(itemsOf([1, 1, 2], [0, 1, -1]), 100, 3);
    const fit = await fitMarginal(log, "2pl", { maxIterations: 2, standardErrors: false });
    expect(codes(fit)).toContain("NOT_CONVERGED");
    expect(fit.report.converged).toBe(false);
    expect(fit.difficultyScale).toBeUndefined();
  });
});

describe("refuses", () => {
  const log = table([
    [2, [1, 0]],
    [2, [0, 1]],
  ]);

  it.each([
    ["an unknown model", log, "3", {}, "UNKNOWN_NAME"],
    ["an unknown option", log, "2pl", { points: 21 }, "INVALID_CONFIG"],
    ["no nodes", log, "2pl", { quadraturePoints: 0 }, "INVALID_CONFIG"],
    ["too many nodes", log, "2pl", { quadraturePoints: 301 }, "INVALID_CONFIG"],
    ["a text for a truth value", log, "2pl", { standardErrors: "no" }, "INVALID_CONFIG"],
    ["a prior without a mode", log, "3pl", { guessAlpha: 1 }, "INVALID_CONFIG"],
    ["half a node", log, "2pl", { quadraturePoints: 20.5 }, "INVALID_CONFIG"],
    ["partial scores", { ...log, score: Float32Array.from(log.score, (s) => s / 2) }, "2pl", {}, "INVALID_INPUT"],
    ["columns of other lengths", { ...log, score: new Uint8Array(1) }, "2pl", {}, "INVALID_INPUT"],
  ])("%s", async (_, given, model, options, code) => {
    await expect(fitMarginal(given, model as "2pl", options as object)).rejects.toMatchObject({ code });
  });

  it("standard errors of more parameters than memory is for", async () => {
    const many = logOfMatrix([0, 1].map((shift) => Array.from({ length: 2501 }, (_, i) => (i + shift) % 2)));
    await expect(fitMarginal(many, "2pl")).rejects.toMatchObject({ code: "RESOURCE" });
  });

  it("to go on when aborted, and reports progress until then", async () => {
    const { log: made } = simulateAnswers(itemsOf(Array(30).fill(1), Array(30).fill(0)), 4000, 3);
    const controller = new AbortController();
    const done: number[] = [];
    const fit = fitMarginal(made, "2pl", {
      tolerance: 0,
      signal: controller.signal,
      onProgress: (event) => {
        done.push(event.done);
        if (event.done === 3) controller.abort(new Error("enough"));
      },
    });
    await expect(fit).rejects.toThrow("enough");
    expect(done.slice(0, 3)).toEqual([1, 2, 3]);
  });
});
