import { type Vocabulary, ZpdError } from "@zpd/core";
import type { CovariateFamily, ItemCovariates } from "../types/item-covariates";
import type { FamilyPosterior } from "../types/posterior";

/** The first three ids for a message. */
function someOf(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).map((id) => `"${id}"`);
  return `${shown.join(", ")}${ids.length > shown.length ? `, … (${ids.length})` : ""}`;
}

/**
 * Covariates over the items of an earlier posterior and after them those it did not know. Known items keep theirs; known
 * attributes keep their places, new ones follow; numbers are brought to the earlier scale. O(entries).
 * @throws INVALID_INPUT when there are new items and no covariates, or other families
 */
export function joinCovariates(
  where: string,
  known: readonly FamilyPosterior[],
  added: ItemCovariates | undefined,
  addedItems: Vocabulary,
  items: Vocabulary,
): CovariateFamily[] {
  const knownCount = known[0] === undefined ? items.size : known[0].offsets.length - 1;
  const fresh = items.ids.slice(knownCount);
  const fail = (expected: string, got: string, advice: string): never => {
    throw new ZpdError("INVALID_INPUT", { where, expected, got, advice });
  };
  if (fresh.length > 0 && added === undefined) {
    fail(
      "covariates of the items that the posterior does not know",
      `none for ${someOf(fresh)}`,
      "give their covariates",
    );
  }
  const rows = fresh.map((id) => addedItems.indexOf(id));
  if (added !== undefined) {
    const names = known.map(({ name }) => name);
    const given = added.families.map(({ name }) => name);
    if (names.length !== given.length || names.some((name) => !given.includes(name))) {
      fail(`the posterior's families (${names.join(", ")})`, `(${given.join(", ")})`, "give the same columns");
    }
  }
  return known.map((family) => {
    const own = added?.families.find(({ name }) => name === family.name);
    return own === undefined ? family : joinFamily(where, family, own, rows);
  });
}

function joinFamily(
  where: string,
  known: CovariateFamily,
  added: CovariateFamily,
  rows: readonly number[],
): CovariateFamily {
  if ((known.scale === undefined) !== (added.scale === undefined)) {
    const kind = (family: CovariateFamily) => (family.scale === undefined ? "text" : "numbers");
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `${kind(known)} in "${known.name}", as the posterior has it`,
      got: kind(added),
    });
  }
  const columns = [...known.columns];
  const indices = new Map(columns.map((column, a) => [column, a]));
  const attributes = Array.from(known.attributes);
  const values = Array.from(known.values);
  const offsets = Array.from(known.offsets);
  for (const row of rows) {
    for (let e = added.offsets[row]!; e < added.offsets[row + 1]!; e++) {
      const column = added.columns[added.attributes[e]!]!;
      let index = indices.get(column);
      if (index === undefined) {
        index = columns.length;
        indices.set(column, index);
        columns.push(column);
      }
      // A number column's attribute bears the column's name; only its values have a scale.
      const ratio = column === added.name ? (added.scale ?? 1) / (known.scale ?? 1) : 1;
      attributes.push(index);
      values.push(added.values[e]! * ratio);
    }
    offsets.push(attributes.length);
  }
  return {
    name: known.name,
    columns,
    ...(known.scale === undefined ? {} : { scale: known.scale }),
    offsets: Int32Array.from(offsets),
    attributes: Int32Array.from(attributes),
    values: Float64Array.from(values),
  };
}
