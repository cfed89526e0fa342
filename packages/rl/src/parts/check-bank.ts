import { assertLength, type ItemParameters, ZpdError } from "@zpd/core";

/**
 * Checks that item parameters are complete and finite, and returns `I`. O(I D).
 * @throws SHAPE; INVALID_INPUT on no items, a value that is not finite, a negative scale, or a guess outside 0 to
 *   below 1
 */
export function checkBank(where: string, bank: ItemParameters): number {
  const { items, factors } = bank;
  if (!Number.isInteger(factors) || factors < 1) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "at least one factor", got: String(factors) });
  }
  if (items.size === 0) throw new ZpdError("INVALID_INPUT", { where, expected: "at least one item", got: "none" });
  const check = (name: keyof ItemParameters, width: number, low: number, below: number, rule: string): void => {
    const values = bank[name] as Float64Array | undefined;
    if (values === undefined) return;
    assertLength(where, name, values, items.size * width, width === 1 ? "[I]" : "[I, D]");
    const bad = values.findIndex((value) => !(value >= low && value < below) || value === Number.NEGATIVE_INFINITY);
    if (bad < 0) return;
    const got = `${values[bad]} for item "${items.ids[Math.floor(bad / width)]}"`;
    throw new ZpdError("INVALID_INPUT", { where, expected: `${name} ${rule}`, got });
  };
  const { NEGATIVE_INFINITY: lowest, POSITIVE_INFINITY: highest } = Number;
  check("discrimination", factors, lowest, highest, "of finite numbers");
  check("threshold", 1, lowest, highest, "of finite numbers");
  check("guess", 1, 0, 1, "from 0 to below 1");
  check("discriminationScale", factors, 0, highest, "of finite numbers from 0");
  check("thresholdScale", 1, 0, highest, "of finite numbers from 0");
  check("guessScale", 1, 0, highest, "of finite numbers from 0");
  return items.size;
}
