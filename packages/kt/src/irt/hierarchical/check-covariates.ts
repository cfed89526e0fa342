import { assertLength, ZpdError } from "@zpd/core";
import type { CovariateFamily, ItemCovariates } from "../types/item-covariates";

/**
 * The border of every function that takes covariates: rows for each of `items` items, attributes that exist and are distinct
 * within a row, finite values, names that differ. O(entries). @throws SHAPE, INVALID_INPUT
 */
export function checkCovariates(where: string, { families }: ItemCovariates, items: number): void {
  const names = new Set<string>();
  for (const family of families) {
    if (names.has(family.name)) fail(where, "families of different names", `two called "${family.name}"`);
    names.add(family.name);
    checkFamily(where, family, items);
  }
}

function checkFamily(where: string, family: CovariateFamily, items: number): void {
  const { name, columns, offsets, attributes, values } = family;
  assertLength(where, `offsets of "${name}"`, offsets, items + 1, "[I + 1]");
  const entries = offsets[items]!;
  assertLength(where, `attributes of "${name}"`, attributes, entries, "[offsets[I]]");
  assertLength(where, `values of "${name}"`, values, entries, "[offsets[I]]");
  const seenFor = new Int32Array(columns.length).fill(-1);
  for (let i = 0; i < items; i++) {
    if (offsets[i + 1]! < offsets[i]!) fail(where, `ascending offsets in "${name}"`, `${offsets[i + 1]} at ${i + 1}`);
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const a = attributes[e]!;
      if (!(a >= 0 && a < columns.length)) fail(where, `attributes below ${columns.length} in "${name}"`, `${a}`);
      if (seenFor[a] === i) fail(where, `an attribute once an item in "${name}"`, `"${columns[a]}" twice at item ${i}`);
      seenFor[a] = i;
      if (!Number.isFinite(values[e])) fail(where, `finite values in "${name}"`, `${values[e]} at item ${i}`);
    }
  }
}

function fail(where: string, expected: string, got: string): never {
  throw new ZpdError("INVALID_INPUT", { where, expected, got });
}
