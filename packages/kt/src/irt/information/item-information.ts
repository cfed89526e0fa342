import { assertLength, type ItemParameters, ZpdError } from "@zpd/core";
import { checkOneFactor } from "./check-one-factor";
import { curveInformation } from "./item-curve";

function checkAbilities(where: string, abilities: Float64Array): void {
  const bad = abilities.findIndex((value) => Number.isNaN(value));
  if (bad < 0) return;
  throw new ZpdError("INVALID_INPUT", { where, expected: "abilities", got: `NaN at position ${bad}` });
}

/**
 * Information of every item at every ability `[T, I]`, into `out` when given; Rasch, 1PL, 2PL and 3PL alike. 0 at an
 * ability of plus or minus infinity. O(T I).
 * @param abilities `[T]`
 * @throws UNSUPPORTED on several factors; SHAPE, INVALID_INPUT
 */
export function itemInformation(
  parameters: ItemParameters,
  abilities: Float64Array,
  out = new Float64Array(abilities.length * parameters.items.size),
): Float64Array {
  const where = "itemInformation";
  const items = checkOneFactor(where, parameters);
  checkAbilities(where, abilities);
  assertLength(where, "out", out, abilities.length * items, "[T, I]");
  const { discrimination, threshold, guess } = parameters;
  for (let t = 0, at = 0; t < abilities.length; t++) {
    const ability = abilities[t]!;
    for (let i = 0; i < items; i++, at++) {
      const slope = discrimination[i]!;
      const low = guess === undefined ? 0 : guess[i]!;
      out[at] = Number.isFinite(ability) ? curveInformation(slope, threshold[i]!, low, ability) : 0;
    }
  }
  return out;
}

/**
 * Information of a test, the sum over its items, at every ability `[T]`; the standard error of the maximum likelihood
 * estimate is about one over its root. O(T items).
 * @param abilities `[T]`; @param items indices of the items of the test, an item may come twice; absent: all of them
 * @throws UNSUPPORTED on several factors; SHAPE; INVALID_INPUT on an unknown item or NaN
 */
export function testInformation(parameters: ItemParameters, abilities: Float64Array, items?: Int32Array): Float64Array {
  const where = "testInformation";
  const size = checkOneFactor(where, parameters);
  checkAbilities(where, abilities);
  const bad = items?.find((item) => !(item >= 0 && item < size));
  if (bad !== undefined) {
    throw new ZpdError("INVALID_INPUT", { where, expected: `item indices 0…${size - 1}`, got: String(bad) });
  }
  const { discrimination, threshold, guess } = parameters;
  const count = items === undefined ? size : items.length;
  return abilities.map((ability) => {
    if (!Number.isFinite(ability)) return 0;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const i = items === undefined ? k : items[k]!;
      sum += curveInformation(discrimination[i]!, threshold[i]!, guess === undefined ? 0 : guess[i]!, ability);
    }
    return sum;
  });
}
