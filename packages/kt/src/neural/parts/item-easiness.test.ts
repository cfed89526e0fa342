import {
  createNumberedVocabulary,
  createRandomStream,
  type InteractionLog,
  logit,
  qMatrixFromIds,
  sigmoid,
} from "@zpd/core";
import { describe, expect, it } from "vitest";
import { estimateEasiness } from "./item-easiness";

const ITEMS = 60;
const CONCEPTS = 3;
const LEARNERS = 1500;
const LENGTH = 24;

/** Answers by the Rasch model itself; the last item is never met. */
function raschLog() {
  const random = createRandomStream(5, "rasch");
  const easiness = Float64Array.from({ length: ITEMS }, (_, item) => (item % CONCEPTS) - 1 + random.normal() * 0.7);
  const log: InteractionLog = {
    learners: createNumberedVocabulary(LEARNERS),
    items: createNumberedVocabulary(ITEMS),
    qMatrix: qMatrixFromIds(Array.from({ length: ITEMS }, (_, item) => [`c${item % CONCEPTS}`])),
    offsets: Int32Array.from({ length: LEARNERS + 1 }, (_, l) => l * LENGTH),
    item: Int32Array.from({ length: LEARNERS * LENGTH }, () => random.integer(ITEMS - 1)),
    score: new Float32Array(LEARNERS * LENGTH),
  };
  for (let l = 0; l < LEARNERS; l++) {
    const ability = random.normal();
    for (let at = l * LENGTH; at < (l + 1) * LENGTH; at++) {
      log.score[at] = random.uniform() < sigmoid(ability + easiness[log.item[at]!]!) ? 1 : 0;
    }
  }
  return { log, easiness };
}

const { log, easiness } = raschLog();
const everybody = Int32Array.from({ length: LEARNERS }, (_, l) => l);

describe("estimateEasiness", () => {
  const { items, concepts } = estimateEasiness({ log, learners: everybody });
  const total = (item: number): number => items[item]! + concepts[item % CONCEPTS]!;

  it("finds the easiness that made the answers, to the error that 600 answers an item leave", () => {
    // The standard error of an item is about 1 / sqrt(600 p (1 - p)) = 0.09 to 0.13; 59 items, so four of them.
    for (let item = 0; item < ITEMS - 1; item++) expect(Math.abs(total(item) - easiness[item]!)).toBeLessThan(0.5);
    const errors = Array.from({ length: ITEMS - 1 }, (_, item) => total(item) - easiness[item]!);
    expect(Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length)).toBeLessThan(0.17);
  });

  it("leaves an item without answers to its concepts", () => {
    expect(items[ITEMS - 1]).toBe(0);
  });

  it("hears only the learners it is given", () => {
    const half = everybody.slice(0, LEARNERS / 2);
    const other = { ...log, score: log.score.map((score, at) => (at < (LEARNERS / 2) * LENGTH ? score : 1 - score)) };
    expect(estimateEasiness({ log: other, learners: half })).toEqual(estimateEasiness({ log, learners: half }));
  });

  it("stays near the concept where an item has one answer, and trusts many", () => {
    // One learner each: abilities can say nothing of one answer, so the item's mode lies between 0 and its log-odds.
    const rare = { ...log, item: log.item.slice(), score: log.score.slice() };
    rare.item[0] = ITEMS - 1;
    rare.score[0] = 0;
    const estimate = estimateEasiness({ log: rare, learners: everybody }).items[ITEMS - 1]!;
    expect(estimate).toBeLessThan(0);
    expect(estimate).toBeGreaterThan(-0.5);
    const often = { ...log, item: log.item.slice(), score: log.score.slice() };
    for (let l = 0; l < 400; l++) {
      often.item[l * LENGTH] = ITEMS - 1;
      often.score[l * LENGTH] = l % 4 === 0 ? 1 : 0;
    }
    const known = estimateEasiness({ log: often, learners: everybody });
    // A quarter right over abilities of variance 1 is logit(.25) stretched by sqrt(1 + (16 sqrt(3) / (15 pi))^2) = 1.16.
    expect(known.items[ITEMS - 1]! + known.concepts[(ITEMS - 1) % CONCEPTS]!).toBeCloseTo(1.16 * logit(0.25), 0);
  });
});
