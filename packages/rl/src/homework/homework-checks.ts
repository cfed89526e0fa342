import { assertLength, checkOptions, type ItemParameters, ZpdError } from "@zpd/core";
import { scaleColumn } from "../maths/scale-column";
import type { ContentLimit, HomeworkColumn, HomeworkOptions } from "./homework-types";

const WHERE = "createHomework";

/** Name of the reason that every item has. */
export const PROBABILITY_REASON = "probability";

/** @throws INVALID_CONFIG on unknown options and values out of range */
export function checkHomeworkOptions(options: HomeworkOptions): void {
  checkOptions(WHERE, options, {
    target: { kind: "number", low: 0, high: 1 },
    k: { kind: "integer", low: 1 },
    probabilityWeight: { kind: "number", low: 0, high: Number.MAX_VALUE },
    columns: { kind: "any" },
    content: { kind: "any" },
    integrate: { kind: "any" },
    eligible: { kind: "any" },
  });
}

/** A column on the scale of the score. */
export interface ScaledColumn {
  readonly name: string;
  readonly weight: number;
  /** `[I]` */
  readonly values: Float64Array;
}

/** Checks the columns and scales them. O(I) each. @throws INVALID_CONFIG, SHAPE, INVALID_INPUT on a missing value */
export function scaleColumns(columns: readonly HomeworkColumn[], { items }: ItemParameters): ScaledColumn[] {
  const names = new Set([PROBABILITY_REASON]);
  return columns.map(({ name, values, weight, scaling = "unit", ...rest }) => {
    const where = `${WHERE}, column "${name}"`;
    checkOptions(where, rest, {});
    if (names.has(name)) {
      throw new ZpdError("INVALID_CONFIG", { where, expected: "names that differ", got: `"${name}" twice` });
    }
    names.add(name);
    if (!Number.isFinite(weight)) {
      throw new ZpdError("INVALID_CONFIG", { where, expected: "a finite weight", got: String(weight) });
    }
    checkOptions(where, { scaling }, { scaling: { kind: "choice", of: ["unit", "standard", "none"] } });
    assertLength(where, "values", values, items.size, "[I]");
    for (let i = 0; i < items.size; i++) {
      if (Number.isFinite(values[i])) continue;
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: "a finite number for every item",
        got: `${values[i]} for item "${items.ids[i]}"`,
        advice: "fill what is missing, for example with the column's mean",
      });
    }
    return { name, weight, values: scaleColumn(values, scaling) };
  });
}

/** Content areas as numbers, and how many items of each a list of `k` may hold. */
export interface AreaLimits {
  /** Area of each item `[I]`, -1 where there is none. */
  readonly area: Int32Array;
  readonly names: readonly string[];
  /** `[areas]` for a list of `k`. */
  readonly atMost: (k: number) => Int32Array;
}

type Limit = ContentLimit["atMost"];

/** Checks one kind of limit and returns its value for an area, Infinity where there is none. */
function readLimit(name: string, limit: Limit, names: readonly string[], isValid: (value: number) => boolean) {
  if (limit === undefined) return () => Number.POSITIVE_INFINITY;
  const listed = typeof limit === "number" ? [["every area", limit] as const] : Object.entries(limit);
  for (const [area, value] of listed) {
    if (typeof limit !== "number" && !names.includes(area)) {
      const expected = `content areas of the items (${names.slice(0, 20).join(", ")})`;
      throw new ZpdError("UNKNOWN_NAME", { where: WHERE, expected, got: `"${area}" in content.${name}` });
    }
    if (isValid(value)) continue;
    const expected = name === "atMost" ? "whole numbers from 0 in content.atMost" : `shares 0…1 in content.${name}`;
    throw new ZpdError("INVALID_CONFIG", { where: WHERE, expected, got: `${value} for ${area}` });
  }
  return (area: string) => (typeof limit === "number" ? limit : (limit[area] ?? Number.POSITIVE_INFINITY));
}

/** Reads the content limits. O(I). @throws SHAPE, INVALID_CONFIG, UNKNOWN_NAME on a limit for an area no item has */
export function readContentLimit(content: ContentLimit | undefined, { items }: ItemParameters): AreaLimits {
  if (content === undefined)
    return { area: new Int32Array(items.size).fill(-1), names: [], atMost: () => new Int32Array(0) };
  const { areas, atMost, atMostShare, ...rest } = content;
  checkOptions(`${WHERE}, content`, rest, {});
  assertLength(WHERE, "content.areas", areas, items.size, "[I]");
  const index = new Map<string, number>();
  const area = Int32Array.from(areas, (name) => {
    if (name === "") return -1;
    if (!index.has(name)) index.set(name, index.size);
    return index.get(name)!;
  });
  const names = [...index.keys()];
  const countOf = readLimit("atMost", atMost, names, (value) => Number.isSafeInteger(value) && value >= 0);
  const shareOf = readLimit("atMostShare", atMostShare, names, (value) => value >= 0 && value <= 1);
  return {
    area,
    names,
    atMost: (k) =>
      Int32Array.from(names, (name) => {
        const share = shareOf(name);
        // The rounding of share times k must not cost an item: 0.3 of 10 is 3.
        const byShare = share === 0 ? 0 : Math.max(1, Math.floor(share * k + 1e-9));
        return Math.min(k, countOf(name), byShare);
      }),
  };
}
