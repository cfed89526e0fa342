import { qMatrixFromIds } from "@zpd/core";
import { expect, it } from "vitest";
import { UNCALIBRATED } from "./mastery-calibration";
import { chooseProbes, ProbeMastery } from "./probe-mastery";

// Items 0 and 1 need a, item 2 needs a and b, item 3 nothing.
const qMatrix = qMatrixFromIds([["a"], ["a"], ["a", "b"], []]);

it("takes the items with most answers, the lower index first on ties", () => {
  const { offsets, items } = chooseProbes(qMatrix, [3, 7, 3, 9]);
  expect([...offsets]).toEqual([0, 3, 4]);
  expect([...items]).toEqual([1, 0, 2, 2]);
});

it("takes 20 items of a concept at most", () => {
  const many = qMatrixFromIds(Array.from({ length: 30 }, () => ["a"]));
  const answers = Array.from({ length: 30 }, (_, i) => i);
  // Most answers first: 29, 28, ... 10.
  expect([...chooseProbes(many, answers).items]).toEqual(Array.from({ length: 20 }, (_, k) => 29 - k));
});

it("averages a concept's probes, and all probes where a concept has none", () => {
  const three = { ...qMatrix, concepts: qMatrixFromIds([["a"], ["b"], ["c"]]).concepts };
  const probes = new ProbeMastery(chooseProbes(three, [1, 1, 1, 1]), UNCALIBRATED, 4);
  expect([...probes.candidates]).toEqual([0, 1, 2]);
  const out = new Float32Array(6);
  probes.read(Float32Array.of(0.2, 0.4, 0.9, 0.5, 0.5, 0.8), 2, out);
  // a: (.2 + .4 + .9) / 3, b: .9, c: like a; then (.5 + .5 + .8) / 3, .8.
  for (const [k, value] of [0.5, 0.9, 0.5, 0.6, 0.8, 0.6].entries()) expect(out[k]).toBeCloseTo(value, 6);
});

it("reads predictions of all items as they are where every item is a probe, or none is tagged", () => {
  // Item 2, of most answers, stands first among the probes of a; b has item 0 alone.
  const all = new ProbeMastery(chooseProbes(qMatrixFromIds([["b"], ["a"], ["a"]]), [1, 2, 3]), UNCALIBRATED, 3);
  expect(all.everyItem).toBe(true);
  expect([...all.candidates]).toEqual([0, 1, 2]);
  const out = new Float32Array(2);
  all.read(Float32Array.of(0.3, 0.5, 0.9), 1, out);
  // Concepts in the order b, a.
  for (const [k, value] of [0.3, 0.7].entries()) expect(out[k]).toBeCloseTo(value, 6);
  const untagged = { ...qMatrixFromIds([["a"], [], []]), offsets: new Int32Array(4), concept: new Int32Array(0) };
  const none = new ProbeMastery(chooseProbes(untagged, [1, 1, 1]), UNCALIBRATED, 3);
  expect(none.everyItem).toBe(true);
  expect(new ProbeMastery(chooseProbes(qMatrix, [1, 1, 1, 1]), UNCALIBRATED, 4).everyItem).toBe(false);
});
