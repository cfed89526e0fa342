import { createRandomField } from "@zpd/core";
import type { CovariateFamily } from "../types/item-covariates";
import type { FamilyPosterior } from "../types/posterior";

/** A family's covariates both ways round, and its attributes' weights while a fit moves them. */
export interface FamilyState {
  readonly family: CovariateFamily;
  /** Latent dimensions that the family feeds, `K`. */
  readonly latents: number;
  /** Position of its first latent among those of all families. */
  readonly firstLatent: number;
  /** `[mean K, variance K]` of each attribute `[A, 2 K]`. */
  readonly weights: Float64Array;
  /** Prior of attributes from `knownAttributes` on `[2 K]`. */
  readonly prior: Float64Array;
  /** Own priors of the attributes that an earlier posterior knows, the first ones `[knownAttributes, 2 K]`. */
  readonly knownWeights: Float64Array;
  readonly knownAttributes: number;
  /** Row starts of the attributes `[A + 1]`. */
  readonly attributeOffsets: Int32Array;
  /** Items that have an attribute, row after row, ascending. */
  readonly itemOf: Int32Array;
  /** The values beside them. */
  readonly valueAt: Float64Array;
  /** Whether every item has at most one attribute: attributes then do not depend on each other. */
  readonly isOneHot: boolean;
}

/** Spread of the weights at the start, as of a factor model's further factors; all alike would be a saddle. */
const START_SPREAD = 0.5;
/** Variance of every weight at the start. */
const START_VARIANCE = 0.1;

/**
 * Families ready for a fit. Weights start at random, positive, or at those of the earlier posterior `known`, whose
 * attributes come first. O(entries).
 */
export function createFamilyStates(
  families: readonly CovariateFamily[],
  latents: number,
  seed: number,
  known: readonly FamilyPosterior[] | undefined,
): FamilyState[] {
  const field = createRandomField(seed, "irt-hierarchical-start");
  return families.map((family, f) => {
    const attributes = family.columns.length;
    const before = known?.[f];
    const weights = new Float64Array(attributes * 2 * latents).fill(START_VARIANCE);
    for (let a = 0; a < attributes; a++) {
      for (let k = 0; k < latents; k++) {
        weights[a * 2 * latents + k] = START_SPREAD * Math.abs(field.normal(f, a, k));
      }
    }
    if (before !== undefined) weights.set(before.weightRows);
    return {
      family,
      latents,
      firstLatent: f * latents,
      weights,
      prior: before?.weightPrior.slice() ?? new Float64Array(2 * latents).fill(1, latents),
      knownWeights: Float64Array.from(before?.weightRows ?? []),
      knownAttributes: before?.columns.length ?? 0,
      ...transpose(family),
    };
  });
}

function transpose({ columns, offsets, attributes, values }: CovariateFamily) {
  const attributeOffsets = new Int32Array(columns.length + 1);
  for (const a of attributes) attributeOffsets[a + 1]!++;
  for (let a = 0; a < columns.length; a++) attributeOffsets[a + 1]! += attributeOffsets[a]!;
  const cursor = attributeOffsets.slice();
  const itemOf = new Int32Array(attributes.length);
  const valueAt = new Float64Array(attributes.length);
  let isOneHot = true;
  for (let i = 0; i + 1 < offsets.length; i++) {
    if (offsets[i + 1]! - offsets[i]! > 1) isOneHot = false;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const at = cursor[attributes[e]!]!++;
      itemOf[at] = i;
      valueAt[at] = values[e]!;
    }
  }
  return { attributeOffsets, itemOf, valueAt, isOneHot };
}
