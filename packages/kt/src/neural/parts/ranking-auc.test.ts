import { createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { rankAuc } from "../../../test/auc";
import { rankingAuc } from "./ranking-auc";

it("counts pairs, ties one half", () => {
  // Right at .4 and .8, wrong at .4 and .1: pairs 1/2, 1, 1, 1.
  expect(rankingAuc(Float32Array.of(0.4, 0.8, 0.4, 0.1), Uint8Array.of(1, 1, 0, 0))).toBe(3.5 / 4);
  expect(rankingAuc(Float32Array.of(0.4, 0.8), Uint8Array.of(1, 1))).toBeUndefined();
});

it("agrees with ranks on many scores", () => {
  const random = createRandomStream(3, "auc");
  const scores = Float32Array.from({ length: 500 }, () => random.integer(40) / 40 - 0.5);
  const right = Uint8Array.from({ length: 500 }, () => random.integer(2));
  expect(rankingAuc(scores, right)).toBeCloseTo(rankAuc(scores, right), 12);
});
