import { createNumberedVocabulary, decodeSafetensors, encodeSafetensors, identityQMatrix } from "@zpd/core";
import { expect, it } from "vitest";
import { type MarginalItems, marginalFromModelFile, marginalToModelFile } from "./marginal-file";

const items = createNumberedVocabulary(2, "item ");
const fitted: MarginalItems = {
  model: "3pl",
  qMatrix: identityQMatrix(items),
  parameters: {
    items,
    factors: 1,
    discrimination: Float64Array.of(1.5, 0.8),
    threshold: Float64Array.of(-0.3, 2),
    guess: Float64Array.of(0.2, 0),
    discriminationScale: Float64Array.of(0.25, Number.NaN),
    thresholdScale: Float64Array.of(0, 0.5),
  },
  difficulty: Float64Array.of(-0.2, 2.5),
  itemAnswers: Int32Array.of(7, 9),
  abilities: {
    learners: createNumberedVocabulary(3, "learner "),
    factors: 1,
    ability: Float64Array.of(-1, 0, 1),
    abilityScale: Float64Array.of(0.5, 0.6, 0.7),
  },
};

it("comes back from its file, unknown standard errors included", () => {
  const file = marginalToModelFile(fitted, { quadraturePoints: 21 });
  // Through bytes, as on a disk.
  const { tensors } = decodeSafetensors(encodeSafetensors(file.tensors));
  const back = marginalFromModelFile({ config: JSON.parse(JSON.stringify(file.config)), tensors });
  expect(back).toEqual(fitted);
  expect(back).not.toHaveProperty("difficultyScale");
  expect(file.config.config).toEqual({ quadraturePoints: 21, model: "3pl" });
});

it("refuses other files", () => {
  const file = marginalToModelFile(fitted, {});
  expect(() => marginalFromModelFile({ ...file, config: { ...file.config, model: "bkt" } })).toThrow(
    'expected a model file of "mml", format 1, got "bkt"',
  );
  expect(() => marginalFromModelFile({ ...file, config: { ...file.config, config: { model: "4pl" } } })).toThrow(
    'expected one of rasch, 1pl, 2pl, 3pl as model, got "4pl"',
  );
  const { threshold: _, ...rest } = file.tensors;
  expect(() => marginalFromModelFile({ ...file, tensors: rest })).toThrow('tensor "threshold" of shape [2]');
  const broken = { shape: [2], data: new TextEncoder().encode("{}") };
  expect(() => marginalFromModelFile({ ...file, tensors: { ...file.tensors, learnerIds: broken } })).toThrow(
    'expected a JSON list of ids as tensor "learnerIds", got other JSON',
  );
});
