import type { FitWarning } from "@zpd/core";

/** Ids shown in a line; --json has them all. */
const SHOWN = 3;

/** A warning of a fit in one line, with the first of the ids it is about. */
export function warningText({ message, ids = [] }: FitWarning): string {
  if (ids.length === 0) return message;
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : "";
  return `${message} (${ids.slice(0, SHOWN).join(", ")}${more})`;
}
