const INTEGERS = /^\d+(?:_\d+)+$/;
/** What table tools write for "nothing". */
const MISSING = new Set(["", "NA", "NaN", "nan", "null", "NULL", "None"]);

/**
 * The concept ids in one cell: separated by `~~` or `;`, by `_` where all parts are integers, or a list in brackets
 * (`[83, 107]`, `["a", "b"]`). A cell of nothing, `NA`, `NaN`, `null` or `None` holds no concept. `12.0` is `12`.
 */
export function splitConceptCell(cell: string): string[] {
  const text = cell.trim();
  if (MISSING.has(text)) return [];
  if (text.startsWith("[") && text.endsWith("]")) {
    const list = parseList(text);
    if (list !== undefined) return distinct(list);
  }
  const parts = INTEGERS.test(text) ? text.split("_") : text.split(/~~|;/);
  return distinct(parts.map((part) => withoutPointZero(part.trim())).filter((part) => !MISSING.has(part)));
}

/** The cell that `splitConceptCell` reads back as exactly these ids. */
export function joinConceptCell(concepts: readonly string[]): string {
  const cell = concepts.join("~~");
  const back = splitConceptCell(cell);
  const same = back.length === concepts.length && back.every((id, k) => id === concepts[k]);
  return same ? cell : JSON.stringify(concepts);
}

function parseList(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return undefined;
    if (list.every((part) => typeof part === "string" || typeof part === "number")) return list.map(String);
    return undefined;
  } catch {
    return undefined;
  }
}

function withoutPointZero(id: string): string {
  return /^-?(?:0|[1-9]\d*)\.0$/.test(id) ? id.slice(0, -2) : id;
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
