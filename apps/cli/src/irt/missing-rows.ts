import { ZpdError } from "@zpd/core";

/** Ids shown in a message. */
const SHOWN = 3;

/** Some ids for a message. */
export function shownIds(ids: readonly string[]): string {
  return `${ids.slice(0, SHOWN).join(", ")}${ids.length > SHOWN ? ", …" : ""}`;
}

/**
 * What is said of a table of items that leaves some out.
 * @param where the option that the table was given by
 * @param all which items need a row
 */
export function missingRows(
  where: string,
  file: string,
  all: string,
  missing: readonly string[],
  advice: string,
): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where,
    expected: `a row for ${all}`,
    got: `none for ${missing.length} of them (${shownIds(missing)})`,
    location: { file },
    advice,
  });
}
