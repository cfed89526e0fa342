import type { InteractionLog } from "@zpd/core";
import { type FamilyPosterior, type IrtPosterior, itemRowWidth } from "../types/posterior";
import { addCounts } from "../variational/assemble-posterior";
import { createBlockRunner, createPlainSteps } from "../variational/block-runner";
import type { StepArrays, StepSettings } from "../variational/coordinate-steps";
import { noteSharedModes } from "../variational/shared-modes";
import type { FamilyState } from "./family-state";

const KNOWN = 1;

/**
 * What a hierarchical fit found. Scales of items' own parameters are those of `scale-steps.ts` with the family loadings known as
 * far as the fit knows them; scales of family loadings are the weights', for an item's answers alone do not say them.
 * O(N D² + L + I).
 */
export async function assembleHierarchical(
  { learners, items, qMatrix }: InteractionLog,
  states: readonly FamilyState[],
  ownFactors: number,
  arrays: StepArrays,
  settings: StepSettings,
  prior: IrtPosterior | undefined,
  signal: AbortSignal | undefined,
): Promise<IrtPosterior> {
  const { factors } = settings;
  summariseLoadings(ownFactors, factors, arrays);
  noteSharedModes(factors, arrays);
  // Every item has a prior of its own here: what its attributes say of it.
  const known: StepArrays = {
    ...arrays,
    knownItemScales: priorScales(ownFactors, factors, arrays, prior),
    itemFlags: arrays.itemFlags.map((flag) => flag | KNOWN),
  };
  await createBlockRunner(createPlainSteps(known, settings), signal).run("scales");
  const scales = arrays.itemScales;
  for (let i = 0; i < items.size; i++) {
    for (let d = ownFactors; d < factors; d++) {
      scales[i * (factors + 1) + d] = Math.sqrt(arrays.itemRows[i * itemRowWidth(factors) + factors + d]!);
    }
  }
  return {
    model: "hierarchical",
    factors,
    learners,
    items,
    qMatrix,
    learnerRows: arrays.learnerRows.slice(),
    itemRows: arrays.itemRows.slice(),
    itemScales: scales,
    learnerPrior: arrays.learnerPrior.slice(),
    itemPrior: arrays.itemPrior.slice(),
    learnerAnswers: addCounts(arrays.learnerOffsets, prior?.learnerAnswers),
    itemAnswers: addCounts(arrays.itemOffsets, prior?.itemAnswers),
    families: states.map(familyPosterior),
  };
}

function familyPosterior({ family, latents, weights, prior }: FamilyState): FamilyPosterior {
  return { ...family, latents, weightRows: Float32Array.from(weights), weightPrior: prior.slice() };
}

/** An item of unknown attributes loads on the families' latents as items do: their mean, and their spread around it. */
function summariseLoadings(ownFactors: number, factors: number, { itemRows, itemPrior }: StepArrays): void {
  const width = itemRowWidth(factors);
  const items = itemRows.length / width;
  for (let d = ownFactors; d < factors; d++) {
    let mean = 0;
    let square = 0;
    for (let at = 0; at < itemRows.length; at += width) {
      mean += itemRows[at + d]! / items;
      square += (itemRows[at + d]! ** 2 + itemRows[at + factors + d]!) / items;
    }
    itemPrior[d] = mean;
    itemPrior[factors + d] = square - mean * mean;
  }
}

/** Scales of what is believed of each item's parameters without its own answers `[I, D + 1]`. */
function priorScales(
  ownFactors: number,
  factors: number,
  { itemRows, itemPrior, itemFlags }: StepArrays,
  prior: IrtPosterior | undefined,
): Float32Array {
  const size = factors + 1;
  const items = itemFlags.length;
  const scales = new Float32Array(items * size);
  for (let i = 0; i < items; i++) {
    const known = (itemFlags[i]! & KNOWN) !== 0 ? prior : undefined;
    for (let d = 0; d < size; d++) {
      const isFamily = d >= ownFactors && d < factors;
      const varianceAt = d < factors ? factors + d : 2 * factors + 1;
      if (isFamily)
        scales[i * size + d] = Math.sqrt(Math.max(itemRows[i * itemRowWidth(factors) + varianceAt]!, 1e-12));
      else scales[i * size + d] = known?.itemScales[i * size + d] ?? Math.sqrt(itemPrior[varianceAt]!);
    }
  }
  return scales;
}
