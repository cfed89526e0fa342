import { type InputLocation, nearestName, ZpdError } from "@zpd/core";

export interface UnknownId {
  /** What the id was given with, e.g. `--learner`. */
  readonly where: string;
  /** What it should have been, e.g. `a learner of the model`. */
  readonly expected: string;
  readonly id: string;
  readonly known: readonly string[];
  /** What to do where no known id is near. */
  readonly advice?: string;
  readonly location?: InputLocation;
}

/** An error that counts the known ids instead of listing them, for a bank may hold 300,000, and offers the nearest. */
export function unknownIdError({ where, expected, id, known, advice, location }: UnknownId): ZpdError {
  const nearest = nearestName(id, known);
  const parts = [
    ...(nearest === undefined ? [] : [`did you mean "${nearest}"?`]),
    ...(advice === undefined ? [] : [advice]),
  ];
  return new ZpdError("UNKNOWN_ID", {
    where,
    expected: `${expected} (there are ${known.length.toLocaleString("en-US")})`,
    got: `"${id}"`,
    ...(parts.length === 0 ? {} : { advice: parts.join(" ") }),
    ...(location === undefined ? {} : { location }),
  });
}
