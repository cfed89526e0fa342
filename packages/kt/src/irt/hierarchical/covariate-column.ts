import { stableSum, ZpdError } from "@zpd/core";
import type { CovariateFamily } from "../types/item-covariates";

/** What becomes of an empty cell or a missing row. */
export type MissingCovariates = "refuse" | "attribute";

/** The attribute of items whose cell is empty, where `"attribute"` was asked for. */
export const MISSING_ATTRIBUTE = "(missing)";

/** Parts several values in one cell. */
const SEPARATOR = ";";

function refuse(column: string, expected: string, got: string, advice: string, item?: string): never {
  throw new ZpdError("INVALID_INPUT", {
    where: "createItemCovariates",
    expected,
    got: item === undefined ? got : `${got} for item "${item}"`,
    advice,
    location: { column },
  });
}

/**
 * A column's cells, one an item in the items' order, as a family. A column whose cells are all numbers is one attribute with
 * the number divided by the column's root mean square (so that a prior of variance 1 fits any unit; zero and sign stay). Any
 * other column is one-hot, or multi-hot where cells hold several values separated by `;`; a value twice in a cell counts once.
 * `cells[i]` undefined: the table has no row for the item. With `like`, an earlier fit's family of the column, cells are read as
 * text or numbers as they were there, the mean is the one of then, and the column may be the same for all items. O(I).
 * @throws INVALID_INPUT on empty or missing cells under `"refuse"`, empty values, numbers that are not finite, and columns
 *   that are the same for all items
 */
export function readCovariateColumn(
  name: string,
  cells: readonly (string | undefined)[],
  ids: readonly string[],
  missing: MissingCovariates,
  like?: CovariateFamily,
): CovariateFamily {
  const texts = cells.map((cell) => cell?.trim() ?? "");
  const empty = texts.flatMap((text, i) => (text === "" ? [i] : []));
  if (empty.length > 0 && missing === "refuse") {
    const examples = empty.slice(0, 3).map((i) => `"${ids[i]}"`);
    const more = empty.length > examples.length ? ", …" : "";
    refuse(
      name,
      "a value for every item",
      `none for ${empty.length} of ${ids.length} items (${examples.join(", ")}${more})`,
      'fill the cells, or ask for missing: "attribute"',
    );
  }
  const present = texts.filter((text) => text !== "");
  const isNumeric =
    like === undefined
      ? present.length > 0 && present.every((text) => !Number.isNaN(Number(text)))
      : like.scale !== undefined;
  const family = isNumeric ? numberFamily(name, texts, ids, like) : textFamily(name, texts, ids);
  if (like === undefined) assertVaries(family);
  return family;
}

function numberFamily(
  name: string,
  texts: readonly string[],
  ids: readonly string[],
  like: CovariateFamily | undefined,
): CovariateFamily {
  const given = texts.map((text) => (text === "" ? undefined : Number(text)));
  let squares = 0;
  let sum = 0;
  let count = 0;
  given.forEach((value, i) => {
    if (value === undefined) return;
    if (!Number.isFinite(value)) refuse(name, "finite numbers", texts[i]!, "mend the cell", ids[i]);
    squares += value * value;
    sum += value;
    count++;
  });
  const scale = Math.sqrt(squares / count) || 1;
  const mean = like === undefined ? sum / count : meanOf(like);
  const hasMissing = count < texts.length;
  const offsets = new Int32Array(texts.length + 1);
  const attributes: number[] = [];
  const values: number[] = [];
  given.forEach((value, i) => {
    attributes.push(0);
    values.push((value ?? mean) / scale);
    if (value === undefined) {
      attributes.push(1);
      values.push(1);
    }
    offsets[i + 1] = attributes.length;
  });
  return {
    name,
    columns: hasMissing ? [name, MISSING_ATTRIBUTE] : [name],
    scale,
    offsets,
    attributes: Int32Array.from(attributes),
    values: Float64Array.from(values),
  };
}

/** The mean of a number column as it was given. */
function meanOf({ attributes, values, scale = 1 }: CovariateFamily): number {
  const numbers = values.filter((_, e) => attributes[e] === 0);
  return numbers.length === 0 ? 0 : (scale * stableSum(numbers)) / numbers.length;
}

function textFamily(name: string, texts: readonly string[], ids: readonly string[]): CovariateFamily {
  const indices = new Map<string, number>();
  const offsets = new Int32Array(texts.length + 1);
  const attributes: number[] = [];
  texts.forEach((text, i) => {
    const parts = text === "" ? [MISSING_ATTRIBUTE] : text.split(SEPARATOR).map((part) => part.trim());
    for (const part of new Set(parts)) {
      if (part === "") refuse(name, `values between ${SEPARATOR}`, `"${text}"`, "take the empty value out", ids[i]);
      let index = indices.get(part);
      if (index === undefined) {
        index = indices.size;
        indices.set(part, index);
      }
      attributes.push(index);
    }
    offsets[i + 1] = attributes.length;
  });
  return {
    name,
    columns: [...indices.keys()],
    offsets,
    attributes: Int32Array.from(attributes),
    values: new Float64Array(attributes.length).fill(1),
  };
}

/** A column that is the same for all items tells none from another: its latents would double the items' own. */
function assertVaries({ name, offsets, attributes, values }: CovariateFamily): void {
  const items = offsets.length - 1;
  const width = offsets[1]!;
  for (let i = 0; i < items; i++) {
    const from = offsets[i]!;
    if (offsets[i + 1]! - from !== width) return;
    for (let e = 0; e < width; e++) {
      if (attributes[from + e] !== attributes[e] || values[from + e] !== values[e]) return;
    }
  }
  if (items > 1) refuse(name, "a column that differs between items", "the same for all items", "leave it out");
}
