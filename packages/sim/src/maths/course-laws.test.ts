import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answerProbability,
  demandOf,
  graspOf,
  keptPerAnswer,
  knowledgeAfterTeaching,
  readinessFor,
  solvingChance,
  startingKnowledge,
  zoneFactor,
} from "./course-laws";

const knowledge = Float64Array.of(9, 0.5, 0.8, 0.25);

describe("the laws of a made course, against hand arithmetic", () => {
  test("(1) the weakest concept decides the grasp, within the learner's row", () => {
    expect(graspOf(knowledge, 1, Int32Array.of(7, 0, 1), 1, 3)).toBe(0.5);
    expect(graspOf(knowledge, 1, Int32Array.of(1, 2), 0, 2)).toBe(0.25);
  });

  test("(2) a harder item demands a higher power of the grasp", () => {
    // exp(0) = 1: the grasp itself. exp(ln 2) = 2: its square. exp(ln 0.5): its root.
    expect(solvingChance(0.49, demandOf(1.5, 1.5))).toBeCloseTo(0.49, 14);
    expect(solvingChance(0.5, demandOf(Math.LN2, 0))).toBeCloseTo(0.25, 14);
    expect(solvingChance(0.49, demandOf(0, Math.LN2))).toBeCloseTo(0.7, 14);
    expect(solvingChance(0, demandOf(3, 0))).toBe(0);
    expect(solvingChance(1, demandOf(3, 0))).toBe(1);
  });

  test("(3) guess below, slip above", () => {
    // 0.2 + (1 - 0.2 - 0.1) 0.5 = 0.55
    expect(answerProbability(0.5, 0.2, 0.1)).toBeCloseTo(0.55, 14);
    expect(answerProbability(0, 0.2, 0.1)).toBe(0.2);
    expect(answerProbability(1, 0.2, 0.1)).toBeCloseTo(0.9, 14);
  });

  test("(4) readiness is the product of the prerequisites above the floor", () => {
    // 0.1 + 0.9 (0.5 * 0.8) = 0.46
    expect(readinessFor(knowledge, 1, Int32Array.of(0, 1), 0, 2, 0.1)).toBeCloseTo(0.46, 14);
    expect(readinessFor(knowledge, 1, Int32Array.of(), 0, 0, 0.1)).toBe(1);
  });

  test("(5) the zone falls to exp(-1/2) one width off the target, on both sides", () => {
    expect(zoneFactor(0.6, 0.6, 0.3)).toBe(1);
    expect(zoneFactor(0.9, 0.6, 0.3)).toBeCloseTo(0.6065306597126334, 12);
    expect(zoneFactor(0.3, 0.6, 0.3)).toBeCloseTo(0.6065306597126334, 12);
  });

  test("(7) a dose of ln 2 halves what is left to learn", () => {
    expect(knowledgeAfterTeaching(0.2, Math.LN2)).toBeCloseTo(0.6, 14);
    expect(knowledgeAfterTeaching(0.2, 0)).toBeCloseTo(0.2, 14);
  });

  test("(8) after a half-life of answers half is kept", () => {
    expect(keptPerAnswer(8) ** 8).toBeCloseTo(0.5, 12);
    expect(keptPerAnswer(1)).toBe(0.5);
  });

  test("(9) depth lowers and ability raises what is known at the start", () => {
    // exponent exp(ln 2 + 0 - 0) = 2: 0.5^2 * 0.4
    expect(startingKnowledge(0.5, Math.LN2, 1, 0, 0, 0.4)).toBeCloseTo(0.1, 14);
    // exponent exp(ln 2 + 2 ln 2 - ln 2) = 4: 0.5^4
    expect(startingKnowledge(0.5, Math.LN2, Math.LN2, 2, Math.LN2, 1)).toBeCloseTo(0.0625, 14);
  });

  test("knowledge and probabilities stay in 0…1 whatever the numbers", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    const real = fc.double({ min: -8, max: 8, noNaN: true });
    fc.assert(
      fc.property(unit, unit, real, real, unit, unit, (known, grasp, difficulty, ability, guess, share) => {
        const solving = solvingChance(grasp, demandOf(difficulty, ability));
        const p = answerProbability(solving, guess, (1 - guess) * share);
        const next = knowledgeAfterTeaching(known, Math.abs(difficulty));
        for (const value of [solving, p, next]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        // 1e-12: rounding of 1 - (1 - k).
        expect(next).toBeGreaterThanOrEqual(known - 1e-12);
      }),
    );
  });
});
