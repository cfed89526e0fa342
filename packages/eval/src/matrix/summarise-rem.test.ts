import { expect, it } from "vitest";
import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";
import { manifestHash } from "./manifest";
import { sameSide } from "./pair-verdicts";
import { summariseRem } from "./summarise-rem";
import { truthAgreement } from "./truth-agreement";

// Two policies, two simulators, one length, three learners, two repeats: small enough to work by hand.
const manifest: RemManifest = {
  version: 1,
  seed: 7,
  policies: ["a", "b"],
  simulators: ["s", "t"],
  lengths: [10],
  repeats: 2,
  learners: [0, 1, 2],
  rewardModel: { id: "linear", inputs: ["preTest", "c"], r2: 0.5, usesPreTest: true },
  fingerprints: {},
};

const cell = (policy: string, simulator: string, scores: number[], more: Partial<RemCell> = {}): RemCell => ({
  policy,
  simulator,
  scores: Float64Array.from(scores),
  ...more,
});

const cells = [
  // Learner means .5, .6, .7; gains over pre-tests .2, .3, unknown: (.3 + .3) / 2.
  cell("a", "s", [0.4, 0.6, 0.5, 0.7, 0.6, 0.8], {
    gains: Float64Array.from([0.2, 0.4, 0.2, 0.4, Number.NaN, Number.NaN]),
  }),
  cell("a", "t", [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
  // Learner means .4, .48, .62: a - b is .1, .12, .08.
  cell("b", "s", [0.3, 0.5, 0.38, 0.58, 0.52, 0.72]),
  // Learner means .4, .6, .4: a - b is .1, -.1, .1.
  cell("b", "t", [0.4, 0.4, 0.6, 0.6, 0.4, 0.4]),
];

// t(0.975, 2 degrees) = 4.302653 (NIST table: 4.303).
const T2 = 4.302652729911275;

it("gives means, intervals over learners, gains and verdicts worked by hand", () => {
  const result = summariseRem(manifest, cells);
  // a under s: mean .6, sd over learners .1, half width 4.3027 · .1 / √3 = .24841.
  const first = result.cells[0]!;
  expect(first).toMatchObject({ policy: "a", simulator: "s", length: 10, n: 6 });
  expect(first.mean).toBeCloseTo(0.6, 12);
  expect(first.low).toBeCloseTo(0.6 - (T2 * 0.1) / Math.sqrt(3), 9);
  expect(first.high).toBeCloseTo(0.6 + (T2 * 0.1) / Math.sqrt(3), 9);
  expect(first.gain).toBeCloseTo(0.3, 12);
  // The two learners' mean gains are .3 and .3: no width.
  expect(first.gainLow).toBeCloseTo(0.3, 12);
  expect(first.gainHigh).toBeCloseTo(0.3, 12);
  expect(result.cells[1]).not.toHaveProperty("gain");

  const verdict = result.verdicts[0]!;
  expect(verdict).toMatchObject({ length: 10, a: "a", b: "b" });
  // Under s: mean .1, sd .02: .1 ± 4.3027 · .02 / √3 = .1 ± .04968, above zero.
  const [underS, underT] = verdict.perSimulator;
  expect(underS!.difference).toBeCloseTo(0.1, 12);
  expect(underS!.low).toBeCloseTo(0.1 - (T2 * 0.02) / Math.sqrt(3), 9);
  // Under t: mean .0333, sd .11547: .0333 ± .28684, holds zero. So the matrix cannot tell.
  expect(underT!.low).toBeCloseTo(0.1 / 3 - (T2 * Math.sqrt(0.04 / 3)) / Math.sqrt(3), 9);
  expect(verdict.verdict).toBe("cannot tell");
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

it("keeps lengths apart", () => {
  const twoLengths = { ...manifest, simulators: ["s"], lengths: [5, 10], learners: [0, 1], repeats: 1 };
  // [lengths, learners]: a is .2, .3 then .6, .8; b is .1, .2 then .7, .9.
  const result = summariseRem(twoLengths, [cell("a", "s", [0.2, 0.3, 0.6, 0.8]), cell("b", "s", [0.1, 0.2, 0.7, 0.9])]);
  expect(result.cells.map(({ length, policy, mean }) => [length, policy, Math.round(mean * 1e9) / 1e9])).toEqual([
    [5, "a", 0.25],
    [5, "b", 0.15],
    [10, "a", 0.7],
    [10, "b", 0.8],
  ]);
  expect(result.verdicts.map(({ length, verdict }) => [length, verdict])).toEqual([
    [5, "better"],
    [10, "worse"],
  ]);
});

it("takes the least convincing simulator's p-value, doubled for the two sides", () => {
  // For 2 degrees P(T > t) = (1 - t / √(2 + t²)) / 2: at t = 3 that is (1 - 3 / √11) / 2 = .047733.
  const doubled = 1 - 3 / Math.sqrt(11);
  expect(sameSide([7, 3], 2).side).toBe("better");
  expect(sameSide([7, 3], 2).p).toBeCloseTo(doubled, 12);
  expect(sameSide([-3, -7], 2).side).toBe("worse");
  expect(sameSide([-3, -7], 2).p).toBeCloseTo(doubled, 12);
  // Simulators that disagree: neither side holds everywhere.
  expect(sameSide([3, -0.1], 2).p).toBe(1);
  expect(sameSide([0], 2).p).toBe(1);
  expect(sameSide([Number.POSITIVE_INFINITY], 2).p).toBe(0);
});

it("corrects over all pairs and lengths, so that intervals clear of zero may stay without a verdict", () => {
  // Differences of learners a - b: .02, .03, .04 at both lengths: mean .03, sd .01, t = .03 / (.01 / √3) = 5.196. By the
  // closed form for 2 degrees, P(T > t) = (1 - t / √(2 + t²)) / 2 = (1 - .964901) / 2 = .0175495, doubled .035099.
  const twoLengths = { ...manifest, simulators: ["s"], lengths: [5, 10], repeats: 1 };
  const result = summariseRem(twoLengths, [
    cell("a", "s", [0.52, 0.53, 0.54, 0.52, 0.53, 0.54]),
    cell("b", "s", [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
  ]);
  const t = Math.sqrt(27);
  const p = 1 - t / Math.sqrt(2 + t * t);
  for (const verdict of result.verdicts) {
    expect(verdict.p).toBeCloseTo(p, 9);
    expect(verdict.perSimulator[0]!.low).toBeGreaterThan(0);
    expect(verdict.adjustedP).toBeCloseTo(2 * p, 9);
    expect(verdict.verdict).toBe("cannot tell");
  }
  expect(result.correction).toEqual({ method: "holm", comparisons: 2, level: 0.05 });
  const single = { ...twoLengths, lengths: [5] };
  const alone = summariseRem(single, [cell("a", "s", [0.52, 0.53, 0.54]), cell("b", "s", [0.5, 0.5, 0.5])]);
  expect(alone.verdicts[0]!.verdict).toBe("better");
});

it("does not depend on the order of the cells", () => {
  expect(summariseRem(manifest, [...cells].reverse())).toEqual(summariseRem(manifest, cells));
});

it("refuses missing, doubled, foreign and misshapen cells", () => {
  expect(() => summariseRem(manifest, cells.slice(1))).toThrow('none for policy "a" under "s"');
  expect(() => summariseRem(manifest, [...cells, cells[0]!])).toThrow('policy "a" under "s" twice');
  expect(() => summariseRem(manifest, [...cells, cell("x", "s", [])])).toThrow("which it does not name");
  expect(() => summariseRem(manifest, [cell("a", "s", [1]), ...cells.slice(1)])).toThrow(
    "[lengths, learners, repeats]",
  );
});

it("has a hash that follows every field but not the order of names", async () => {
  const hash = await manifestHash(manifest);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const { version, ...rest } = manifest;
  expect(await manifestHash({ ...rest, version })).toBe(hash);
  for (const changed of [
    { seed: 8 },
    { repeats: 3 },
    { learners: [0, 1, 3] },
    { fingerprints: { data: "x" } },
    { preTest: [0.1, null, 0.3] },
  ]) {
    expect(await manifestHash({ ...manifest, ...changed })).not.toBe(hash);
  }
});

it("holds verdicts against the truth", () => {
  const names = ["up", "down", "flat"];
  const three: RemManifest = { ...manifest, policies: names, simulators: ["s"], learners: [0, 1], repeats: 1 };
  // Learner differences without spread, so every nonzero one is beyond its interval.
  const scored = [
    cell("up", "s", [0.6, 0.6], { trueScores: Float64Array.from([0.3, 0.3]) }),
    cell("down", "s", [0.4, 0.4], { trueScores: Float64Array.from([0.5, 0.5]) }),
    cell("flat", "s", [0.4, 0.4], { trueScores: Float64Array.from([0.3, 0.3]) }),
  ];
  const { pairs, counts } = truthAgreement(summariseRem(three, scored), scored);
  expect(pairs.map(({ a, b, verdict, truth, outcome }) => [a, b, verdict, truth, outcome])).toEqual([
    ["up", "down", "better", "worse", "wrong"],
    ["up", "flat", "better", "equal within noise", "truth unclear"],
    ["down", "flat", "cannot tell", "better", "withheld"],
  ]);
  expect(counts).toEqual({ right: 0, wrong: 1, withheld: 1, "truth unclear": 1 });
  expect(pairs[0]!.difference).toBeCloseTo(-0.2, 12);
  const result = summariseRem(three, scored);
  expect(() => truthAgreement(result, scored.slice(1))).toThrow('one cell with true scores for policy "up", got 0');
  expect(() => truthAgreement(result, [...scored, ...scored])).toThrow("got 2");
});
