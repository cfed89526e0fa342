import { assertLength, createVocabulary, type ItemParameters, nearestName, ZpdError } from "@zpd/core";

const WHERE = "itemBankFrom";

/** Spellings of jsCAT and of mirt with `IRTpars = TRUE`, by what they mean. */
const MEANING: Readonly<Record<string, "slope" | "difficulty" | "guess" | "upper">> = {
  a: "slope",
  discrimination: "slope",
  b: "difficulty",
  difficulty: "difficulty",
  c: "guess",
  guessing: "guess",
  g: "guess",
  d: "upper",
  slipping: "upper",
  u: "upper",
};

/** One item's parameters in some spelling. */
export type ItemRow = Readonly<Record<string, number>>;

interface Curve {
  readonly slopes: readonly number[];
  readonly threshold: number;
  readonly guess: number;
}

function refuse(
  code: "INVALID_INPUT" | "UNSUPPORTED",
  id: string,
  expected: string,
  got: string,
  advice?: string,
): never {
  const where = `${WHERE}, item "${id}"`;
  throw new ZpdError(code, { where, expected, got, ...(advice === undefined ? {} : { advice }) });
}

/** What an item's parameters mean; the slopes are one in jsCAT's spelling and a1…aD in mirt's. */
function readRow(id: string, row: ItemRow): Curve {
  const names = Object.keys(row);
  const isIntercept = names.some((name) => /^a\d+$/.test(name));
  const isDifficulty = names.some((name) => MEANING[name] === "difficulty");
  if (isIntercept === isDifficulty) {
    const expected = "either a difficulty (b, difficulty: jsCAT) or slopes a1, a2, … with an intercept d (mirt)";
    refuse("INVALID_INPUT", id, expected, names.join(", ") || "nothing", "d alone has a different meaning in each");
  }
  const found: Record<string, number> = {};
  const slopes: number[] = [];
  for (const [name, value] of Object.entries(row)) {
    if (!Number.isFinite(value)) refuse("INVALID_INPUT", id, `a finite ${name}`, String(value));
    const factor = isIntercept ? /^a(\d+)$/.exec(name) : null;
    if (factor !== null) {
      slopes[Number(factor[1]) - 1] = value;
      continue;
    }
    const meaning =
      isIntercept && name === "d" ? "intercept" : isIntercept && !"gu".includes(name) ? undefined : MEANING[name];
    if (meaning === undefined) {
      const known = isIntercept ? ["a1", "d", "g", "u"] : Object.keys(MEANING);
      const near = nearestName(name, known);
      refuse("INVALID_INPUT", id, `parameters ${known.join(", ")}`, `"${name}"`, near && `did you mean "${near}"?`);
    }
    if (meaning in found) refuse("INVALID_INPUT", id, `one spelling of the ${meaning}`, names.join(", "));
    found[meaning] = value;
  }
  const { guess = 0, upper = 1 } = found;
  if (upper !== 1) {
    refuse("UNSUPPORTED", id, "an upper asymptote of 1 (d, slipping, u)", String(upper), "refit the item as 3PL");
  }
  if (!(guess >= 0 && guess < 1)) refuse("INVALID_INPUT", id, "a guess from 0 to below 1", String(guess));
  if (isIntercept) {
    if (found.intercept === undefined) refuse("INVALID_INPUT", id, "an intercept d", "none");
    for (let d = 0; d < slopes.length; d++)
      if (slopes[d] === undefined) refuse("INVALID_INPUT", id, `slopes a1…a${slopes.length}`, `no a${d + 1}`);
    return { slopes, threshold: -found.intercept!, guess };
  }
  const slope = found.slope ?? 1;
  return { slopes: [slope], threshold: slope * found.difficulty!, guess };
}

/**
 * A bank from item parameters as other software writes them, one row an item:
 *
 * - jsCAT: `{a, b, c, d}` or `{discrimination, difficulty, guessing, slipping}`, P = c + (d - c) sigmoid(a (theta - b));
 *   `a` is 1 and `c` 0 where absent. Its `slipping` is the upper asymptote, not a probability of slipping.
 * - mirt: `{a1, …, aD, d, g, u}`, P = g + (u - g) sigmoid(a . theta + d), or with `IRTpars = TRUE` `{a, b, g, u}`.
 *
 * `threshold` becomes a b or -d. A `d` is jsCAT's upper asymptote beside a difficulty and mirt's intercept beside `a1`;
 * other rows are refused, not guessed. No scaling constant of 1.702 is applied, as neither applies one.
 * @throws UNSUPPORTED on an upper asymptote other than 1; SHAPE, INVALID_INPUT
 */
export function itemBankFrom(ids: readonly string[], rows: readonly ItemRow[]): ItemParameters {
  assertLength(WHERE, "rows", rows, ids.length, "[I]");
  if (ids.length === 0)
    throw new ZpdError("INVALID_INPUT", { where: WHERE, expected: "at least one item", got: "none" });
  const curves = rows.map((row, i) => readRow(ids[i]!, row));
  const factors = curves[0]!.slopes.length;
  const other = curves.findIndex(({ slopes }) => slopes.length !== factors);
  if (other >= 0)
    refuse("INVALID_INPUT", ids[other]!, `${factors} slopes as the first item`, `${curves[other]!.slopes.length}`);
  return {
    items: createVocabulary(ids),
    factors,
    discrimination: Float64Array.from(curves.flatMap(({ slopes }) => slopes)),
    threshold: Float64Array.from(curves, ({ threshold }) => threshold),
    ...(curves.some(({ guess }) => guess > 0) ? { guess: Float64Array.from(curves, ({ guess }) => guess) } : {}),
  };
}
