import { ZpdError } from "./zpd-error";

/** Edit distance (Levenshtein) of two short strings. O(|a||b|). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}

/** The known name closest to `name`, or undefined when none is near enough to be a likely typing mistake. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Known names that a message lists: all of a registry, some of a log's ids. */
const MOST_LISTED = 50;
const SOME_LISTED = 10;

function listOf(names: readonly string[]): string {
  if (names.length <= MOST_LISTED) return names.join(", ");
  return `${names.slice(0, SOME_LISTED).join(", ")}, … and ${names.length - SOME_LISTED} more`;
}

/** An `UNKNOWN_NAME` error that offers the nearest known name. */
export function unknownNameError(where: string, kind: string, name: string, known: readonly string[]): ZpdError {
  const nearest = nearestName(name, known);
  return new ZpdError("UNKNOWN_NAME", {
    where,
    expected: `a known ${kind} (${listOf(known)})`,
    got: `"${name}"`,
    ...(nearest === undefined ? {} : { advice: `did you mean "${nearest}"?` }),
  });
}
