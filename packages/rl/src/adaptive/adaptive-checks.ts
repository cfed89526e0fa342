import { assertLength, checkOptions, type ItemParameters, ZpdError } from "@zpd/core";
import { checkBank } from "../parts/check-bank";
import { ADAPTIVE_CHOICES, type AdaptiveOptions, type AdaptiveState, type ContentShares } from "./adaptive-types";

const WHERE = "createAdaptiveTest";

/** @throws UNSUPPORTED on several factors; SHAPE, INVALID_INPUT, INVALID_CONFIG */
export function checkAdaptive(bank: ItemParameters, options: AdaptiveOptions): void {
  const itemCount = checkBank(WHERE, bank);
  if (bank.factors !== 1) {
    const expected = "a bank of one factor";
    throw new ZpdError("UNSUPPORTED", { where: WHERE, expected, got: `${bank.factors} factors` });
  }
  checkOptions(WHERE, options, {
    choice: { kind: "choice", of: ADAPTIVE_CHOICES },
    bestOf: { kind: "integer", low: 1 },
    strata: { kind: "integer", low: 1 },
    firstItem: { kind: "choice", of: ["information", "easy"] },
    easyItems: { kind: "integer", low: 1 },
    content: { kind: "any" },
    exposure: { kind: "any" },
    maxExposure: { kind: "number", low: Number.MIN_VALUE, high: 1 },
    standardError: { kind: "number", low: Number.MIN_VALUE, high: Number.MAX_VALUE },
    minInformation: { kind: "number", low: 0, high: Number.MAX_VALUE },
    minItems: { kind: "integer", low: 1 },
    maxItems: { kind: "integer", low: 1 },
    estimate: { kind: "any" },
  });
  const { minItems, maxItems, exposure } = options;
  if (minItems !== undefined && maxItems !== undefined && minItems > maxItems) {
    const expected = "minItems not above maxItems";
    throw new ZpdError("INVALID_CONFIG", { where: WHERE, expected, got: `${minItems} and ${maxItems}` });
  }
  if (exposure === undefined) return;
  assertLength(WHERE, "exposure", exposure, itemCount, "[I]");
  const bad = exposure.findIndex((value) => !(value >= 0 && value <= 1));
  if (bad < 0) return;
  const got = `${exposure[bad]} for item "${bank.items.ids[bad]}"`;
  throw new ZpdError("INVALID_CONFIG", { where: WHERE, expected: "exposure in 0…1", got });
}

/** Areas as numbers `[I]` and their shares. */
export interface AreaShares {
  readonly area: Int32Array;
  readonly shares: Float64Array;
}

/** @throws SHAPE; INVALID_CONFIG on shares that do not sum to 1, an area without a share or a share without items */
export function readContentShares({ areas, shares, ...rest }: ContentShares, itemCount: number): AreaShares {
  const where = `${WHERE}, content`;
  checkOptions(where, rest, {});
  assertLength(where, "areas", areas, itemCount, "[I]");
  const names = Object.keys(shares);
  const values = Object.values(shares);
  const refuse = (expected: string, got: string): never => {
    throw new ZpdError("INVALID_CONFIG", { where, expected, got });
  };
  const sum = values.reduce((a, b) => a + b, 0);
  if (!values.every((value) => value > 0) || Math.abs(sum - 1) > 1e-6)
    refuse("shares above 0 of sum 1", `${values.join(", ")}, of sum ${sum}`);
  const present = new Set(areas);
  const bare = names.find((name) => !present.has(name));
  if (bare !== undefined) refuse("items in every area that has a share", `none in "${bare}"`);
  const unnamed = areas.find((area) => !names.includes(area));
  if (unnamed !== undefined)
    refuse(`a share for every area of the items (${names.join(", ")})`, `none for "${unnamed}"`);
  return { area: Int32Array.from(areas, (name) => names.indexOf(name)), shares: Float64Array.from(values) };
}

/** @throws INVALID_INPUT unless a state is of this kind and of this bank */
export function checkState(where: string, state: AdaptiveState, itemCount: number): void {
  const { version, items, correct, ability, standardError } = state;
  const fits =
    version === 1 &&
    items.length === correct.length &&
    items.every((item) => item >= 0 && item < itemCount) &&
    Number.isFinite(ability) &&
    standardError >= 0;
  if (fits) return;
  throw new ZpdError("INVALID_INPUT", {
    where,
    expected: `a state of start or answer, version 1, over ${itemCount} items`,
    got: `version ${version}, ${items.length} items, ability ${ability}, standard error ${standardError}`,
  });
}
