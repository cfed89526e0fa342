import { createVocabulary, type InteractionLog, identityQMatrix, sigmoid } from "@zpd/core";
import { expect, it } from "vitest";
import type { IrtPosterior } from "../types/posterior";
import { answersLogLikelihood, predictAnswers } from "./predict-answers";

const items = createVocabulary(["x", "y"]);
const posterior: IrtPosterior = {
  model: "2pl",
  factors: 1,
  learners: createVocabulary(["ada"]),
  items,
  qMatrix: identityQMatrix(items),
  learnerRows: Float32Array.of(0.5, 0.25),
  itemRows: Float32Array.of(1.5, 0, 0.25, 0, 1, 0, 0, 0),
  itemScales: new Float32Array(4),
  learnerPrior: Float64Array.of(0, 1),
  itemPrior: Float64Array.of(0, 1, 0, 1),
  learnerAnswers: Int32Array.of(1),
  itemAnswers: Int32Array.of(1, 0),
};

function logOf(learner: string, ids: readonly string[]): InteractionLog {
  const vocabulary = createVocabulary(ids);
  return {
    learners: createVocabulary([learner]),
    items: vocabulary,
    qMatrix: identityQMatrix(vocabulary),
    offsets: Int32Array.of(0, ids.length),
    item: Int32Array.from(ids, (_, i) => i),
    score: new Uint8Array(ids.length),
  };
}

it("finds learners and items by their ids, and takes unknown ones at the prior", () => {
  // ada on x: m = 1.5 * 0.5 - 0.25 = 0.5, v = 1.5² * 0.25. On y, standing first here: m = 0.5, v = 0.25.
  const [y, x, unknown] = predictAnswers(posterior, logOf("ada", ["y", "x", "new"]));
  expect(x).toBeCloseTo(sigmoid(0.5 / Math.sqrt(1 + (Math.PI / 8) * 0.5625)), 12);
  expect(y).toBeCloseTo(sigmoid(0.5 / Math.sqrt(1 + (Math.PI / 8) * 0.25)), 12);
  expect(unknown).toBe(0.5);
  const [nobody] = predictAnswers(posterior, logOf("nobody", ["x"]), { integrate: false });
  expect(nobody).toBeCloseTo(sigmoid(-0.25), 12);
});

it("adds up the logarithms of what came", () => {
  const log = { ...logOf("ada", ["y", "x"]), score: Uint8Array.of(1, 0) };
  const [y, x] = predictAnswers(posterior, log);
  expect(answersLogLikelihood(posterior, log)).toBeCloseTo(Math.log(y!) + Math.log(1 - x!), 12);
});
