import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type AnswerPairs,
  addAnswerToPairs,
  createAnswerPairs,
  findAnswerPair,
  selectAnswerPairs,
} from "./answer-pairs";

const answers = fc.array(fc.record({ row: fc.nat(4), item: fc.nat(40), score: fc.constantFrom(0, 1, 0.5) }), {
  maxLength: 300,
});

type Kept = Map<string, { successes: number; failures: number; lastScore: number }>;

function keptByMap(list: readonly { row: number; item: number; score: number }[]): Kept {
  const kept: Kept = new Map();
  for (const { row, item, score } of list) {
    const { successes, failures } = kept.get(`${row},${item}`) ?? { successes: 0, failures: 0 };
    kept.set(`${row},${item}`, { successes: successes + score, failures: failures + 1 - score, lastScore: score });
  }
  return kept;
}

function lookUp(pairs: AnswerPairs, row: number, item: number) {
  const slot = findAnswerPair(pairs, row, item);
  if (slot < 0) return undefined;
  return { successes: pairs.successes[slot], failures: pairs.failures[slot], lastScore: pairs.lastScore[slot] };
}

it("holds what a map of (row, item) holds", () => {
  fc.assert(
    fc.property(answers, (list) => {
      const pairs = createAnswerPairs();
      for (const { row, item, score } of list) addAnswerToPairs(pairs, row, item, score);
      const kept = keptByMap(list);
      expect(pairs.used).toBe(kept.size);
      for (let row = 0; row < 5; row++) {
        for (let item = 0; item < 41; item++) expect(lookUp(pairs, row, item)).toEqual(kept.get(`${row},${item}`));
      }
    }),
    { numRuns: 30 },
  );
});

it("selects rows in the order given, with repeats", () => {
  fc.assert(
    fc.property(answers, fc.array(fc.nat(4), { maxLength: 8 }), (list, rows) => {
      const pairs = createAnswerPairs();
      for (const { row, item, score } of list) addAnswerToPairs(pairs, row, item, score);
      const selected = selectAnswerPairs(pairs, Int32Array.from(rows), 5);
      for (const [k, row] of rows.entries()) {
        for (let item = 0; item < 41; item++) expect(lookUp(selected, k, item)).toEqual(lookUp(pairs, row, item));
      }
    }),
    { numRuns: 30 },
  );
});
