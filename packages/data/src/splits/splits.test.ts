import { createVocabulary, type Fold, type InteractionLog, identityQMatrix } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdOut, learnerFolds } from "./learner-folds";
import { splitHash } from "./split-hash";

function logOf(learners: readonly string[]): InteractionLog {
  const items = createVocabulary(["x"]);
  return {
    learners: createVocabulary(learners),
    items,
    qMatrix: identityQMatrix(items),
    offsets: new Int32Array(learners.length + 1),
    item: new Int32Array(0),
    score: new Uint8Array(0),
  };
}

const named = (log: InteractionLog, { test }: Fold): string[] => Array.from(test, (l) => log.learners.ids[l]!).sort();
const many = Array.from({ length: 23 }, (_, l) => `u${l}`);

describe("learnerFolds", () => {
  it("tests every learner once, trains on all others, in parts of nearly equal size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(), (learners, seed, k) => {
        const log = logOf(Array.from({ length: learners }, (_, l) => `u${l}`));
        const folds = learnerFolds(log, { folds: 2 + (k % (learners - 1)), seed });
        const all = Array.from({ length: learners }, (_, l) => l);
        expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(all);
        for (const { train, test } of folds) expect([...train, ...test].sort((a, b) => a - b)).toEqual(all);
        const sizes = folds.map(({ test }) => test.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("depends on ids and seed, not on the order of the file", () => {
    const log = logOf(many);
    const turned = logOf(many.toReversed());
    const split = (l: InteractionLog, seed: number) =>
      learnerFolds(l, { folds: 4, seed }).map((fold) => named(l, fold));
    expect(split(log, 7)).toEqual(split(turned, 7));
    expect(split(log, 7)).not.toEqual(split(log, 8));
  });

  it.each([1, 24, 2.5, Number.NaN])("refuses %d folds of 23 learners", (folds) => {
    expect(() => learnerFolds(logOf(many), { folds })).toThrow("a whole number of folds, 2 to 23");
  });
});

describe("holdOut", () => {
  it("holds out the rounded share, never all and never none", () => {
    const log = logOf(many);
    expect(holdOut(log, { share: 0.2 }).test.length).toBe(5);
    expect(holdOut(log, { share: 0.001 }).test.length).toBe(1);
    expect(holdOut(log, { share: 0.999 }).train.length).toBe(1);
    expect(() => holdOut(log, { share: 1 })).toThrow("a share between 0 and 1");
    expect(() => holdOut(logOf(["a"]), { share: 0.5 })).toThrow("of at least 2 learners");
  });
});

describe("splitHash", () => {
  it("is one for one split in whatever order, another for another split", async () => {
    const log = logOf(many);
    const turned = logOf(many.toReversed());
    const hash = await splitHash(log, learnerFolds(log, { folds: 3, seed: 1 }));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await splitHash(turned, learnerFolds(turned, { folds: 3, seed: 1 }))).toBe(hash);
    expect(await splitHash(log, learnerFolds(log, { folds: 3, seed: 2 }))).not.toBe(hash);
    expect(await splitHash(log, [holdOut(log, { share: 0.2 })])).not.toBe(hash);
  });
});
