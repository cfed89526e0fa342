import { assertLength, type ItemParameters, ZpdError } from "@zpd/core";

/**
 * Checks that item parameters are complete, finite and of one factor, and returns `I`. O(I).
 * @throws UNSUPPORTED on several factors; SHAPE; INVALID_INPUT on a value that is not finite or a guess outside 0 to
 * below 1
 */
export function checkOneFactor(where: string, parameters: ItemParameters): number {
  const { items, factors, discrimination, threshold, guess } = parameters;
  if (factors !== 1) {
    throw new ZpdError("UNSUPPORTED", { where, expected: "parameters of one factor", got: `${factors} factors` });
  }
  const check = (name: string, values: Float64Array): void => {
    assertLength(where, name, values, items.size, "[I]");
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return;
    const got = `${values[bad]} for item "${items.ids[bad]}"`;
    throw new ZpdError("INVALID_INPUT", { where, expected: `a finite ${name}`, got });
  };
  check("discrimination", discrimination);
  check("threshold", threshold);
  if (guess === undefined) return items.size;
  assertLength(where, "guess", guess, items.size, "[I]");
  const bad = guess.findIndex((value) => !(value >= 0 && value < 1));
  if (bad >= 0) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "a guess from 0 to below 1",
      got: `${guess[bad]} for item "${items.ids[bad]}"`,
    });
  }
  return items.size;
}
