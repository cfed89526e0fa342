import { type InputLocation, ZpdError } from "@zpd/core";

/** The fault of an input at a place. Every reader speaks as `readLog`: that is the function the user called. */
export function inputError(
  location: InputLocation,
  expected: string,
  got: string,
  advice?: string,
  cause?: unknown,
): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: "readLog",
    expected,
    got,
    location,
    ...(advice === undefined ? {} : { advice }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** At most this many characters of a foreign cell are shown. */
const SHOWN = 60;

/** A cell as it may stand in a message: quoted, cut, control characters escaped. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
