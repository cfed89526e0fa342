import { type QMatrix, type Vocabulary, ZpdError } from "@zpd/core";
import type { ItemCovariates } from "../types/item-covariates";
import { type FamilyPosterior, type IrtPosterior, itemRowWidth } from "../types/posterior";
import { joinPrior } from "../variational/join-prior";
import { checkCovariates } from "./check-covariates";
import { createFamilyStates } from "./family-state";
import { joinCovariates } from "./join-covariates";
import { writeLoadings } from "./loading-rows";

/**
 * A hierarchical posterior that also knows items nobody has answered: their own discriminations and threshold are at the
 * prior, what their attributes feed is what the fit learned of those. Items that it knew stay as they are. O(I D + entries K).
 * @throws UNSUPPORTED on a posterior of another model
 * @throws INVALID_INPUT, SHAPE on covariates that do not fit the items or the posterior's families
 */
export function addItems(
  posterior: IrtPosterior,
  { items, qMatrix }: { readonly items: Vocabulary; readonly qMatrix: QMatrix },
  covariates: ItemCovariates,
): IrtPosterior {
  const where = "addItems";
  const { model, factors, families } = posterior;
  if (model !== "hierarchical" || families === undefined) {
    throw new ZpdError("UNSUPPORTED", { where, expected: "a hierarchical posterior", got: `one of ${model}` });
  }
  checkCovariates(where, covariates, items.size);
  const nobody = { learners: posterior.learners, offsets: new Int32Array(posterior.learners.size + 1) };
  const noAnswers = { item: new Int32Array(0), score: new Uint8Array(0) };
  const joined = joinPrior(where, { ...nobody, ...noAnswers, items, qMatrix }, posterior, model, factors);
  const joinedFamilies = joinCovariates(where, families, covariates, items, joined.items);
  const size = joined.items.size;
  const width = itemRowWidth(factors);
  const itemRows = new Float32Array(size * width);
  const itemScales = new Float32Array(size * (factors + 1));
  const itemFlags = new Uint8Array(size);
  for (let i = posterior.items.size; i < size; i++) itemRows.set(posterior.itemPrior, i * width);
  const states = joinedFamilies.map((family, f) => newWeights(family, families, f));
  const ownFactors = factors - states.reduce((sum, { latents }) => sum + latents, 0);
  writeLoadings(states, ownFactors, factors, { itemRows, itemFlags });
  for (let i = posterior.items.size; i < size; i++) {
    for (let d = 0; d <= factors; d++) {
      const variance = itemRows[i * width + (d < factors ? factors + d : 2 * factors + 1)]!;
      itemScales[i * (factors + 1) + d] = Math.sqrt(variance);
    }
  }
  itemRows.set(posterior.itemRows);
  itemScales.set(posterior.itemScales);
  const itemAnswers = new Int32Array(size);
  itemAnswers.set(posterior.itemAnswers);
  return {
    ...posterior,
    items: joined.items,
    qMatrix: joined.qMatrix,
    itemRows,
    itemScales,
    itemAnswers,
    families: states.map(({ family, latents, weights, prior }) => ({
      ...family,
      latents,
      weightRows: Float32Array.from(weights),
      weightPrior: prior,
    })),
  };
}

/** A family with its learned weights; attributes that nobody answered yet are at the family's prior. */
function newWeights(family: ItemCovariates["families"][number], known: readonly FamilyPosterior[], f: number) {
  const { latents, weightPrior, columns } = known[f]!;
  const [state] = createFamilyStates([family], latents, 0, [known[f]!]);
  for (let a = columns.length; a < family.columns.length; a++) state!.weights.set(weightPrior, a * 2 * latents);
  let firstLatent = 0;
  for (let before = 0; before < f; before++) firstLatent += known[before]!.latents;
  return { ...state!, firstLatent };
}
