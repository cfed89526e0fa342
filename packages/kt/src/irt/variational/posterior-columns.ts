import type { ItemParameters, LearnerAbilities } from "@zpd/core";
import { type IrtPosterior, itemRowWidth, learnerRowWidth } from "../types/posterior";

/** Column block `from … from + count - 1` of rows of `width` values, in double precision, through `map`. */
function takeColumns(
  rows: Float32Array,
  width: number,
  from: number,
  count: number,
  map: (value: number) => number = (value) => value,
): Float64Array {
  const size = rows.length / width;
  const columns = new Float64Array(size * count);
  for (let r = 0; r < size; r++) {
    for (let d = 0; d < count; d++) columns[r * count + d] = map(rows[r * width + from + d]!);
  }
  return columns;
}

/** The items' posterior means, and scales that allow for the learners' uncertainty. O(I D). */
export function itemParametersOf({ factors, items, itemRows, itemScales }: IrtPosterior): ItemParameters {
  const width = itemRowWidth(factors);
  return {
    items,
    factors,
    discrimination: takeColumns(itemRows, width, 0, factors),
    threshold: takeColumns(itemRows, width, 2 * factors, 1),
    discriminationScale: takeColumns(itemScales, factors + 1, 0, factors),
    thresholdScale: takeColumns(itemScales, factors + 1, factors, 1),
  };
}

/** The learners' posterior means and scales. O(L D). */
export function learnerAbilitiesOf({ factors, learners, learnerRows }: IrtPosterior): LearnerAbilities {
  const width = learnerRowWidth(factors);
  return {
    learners,
    factors,
    ability: takeColumns(learnerRows, width, 0, factors),
    abilityScale: takeColumns(learnerRows, width, factors, factors, Math.sqrt),
  };
}
