const marker = Symbol.for("zpd.error");

/** What kind of failure an error stands for; stable across versions, safe to switch on. */
export type ZpdErrorCode =
  | "INVALID_INPUT"
  | "INVALID_CONFIG"
  | "SHAPE"
  | "UNKNOWN_ID"
  | "UNKNOWN_NAME"
  | "NUMERICAL"
  | "NOT_FITTED"
  | "UNSUPPORTED"
  | "MISSING_PART"
  | "CONTRACT"
  | "RESOURCE"
  | "IO";

/** Where in a user's input the fault lies. Rows are counted from 1 and include the header line. */
export interface InputLocation {
  readonly file?: string;
  readonly row?: number;
  readonly column?: string;
}

export interface ZpdErrorFields {
  /** The public function that refuses, e.g. `readLog`. */
  readonly where: string;
  /** What the function needs. */
  readonly expected: string;
  /** What it was given. */
  readonly got: string;
  /** What the caller can do about it. */
  readonly advice?: string;
  readonly location?: InputLocation;
  readonly cause?: unknown;
}

function describeLocation({ file, row, column }: InputLocation): string {
  const parts: string[] = [];
  if (file !== undefined) parts.push(file);
  if (row !== undefined) parts.push(`row ${row}`);
  if (column !== undefined) parts.push(`column ${column}`);
  return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}

/**
 * The error of every ZPD package: a `code`, the structured fields, and a message of one form,
 * `where: expected …, got … (file, row, column); advice`.
 *
 * Ask `isZpdError(error)` rather than `instanceof`: it also holds when two copies of this package are installed.
 */
export class ZpdError extends Error {
  readonly [marker] = true;
  readonly code: ZpdErrorCode;
  readonly where: string;
  readonly expected: string;
  readonly got: string;
  readonly advice: string | undefined;
  readonly location: InputLocation | undefined;

  constructor(code: ZpdErrorCode, fields: ZpdErrorFields) {
    const location = fields.location === undefined ? "" : describeLocation(fields.location);
    const advice = fields.advice === undefined ? "" : `; ${fields.advice}`;
    super(
      `${fields.where}: expected ${fields.expected}, got ${fields.got}${location}${advice}`,
      fields.cause === undefined ? undefined : { cause: fields.cause },
    );
    this.name = "ZpdError";
    this.code = code;
    this.where = fields.where;
    this.expected = fields.expected;
    this.got = fields.got;
    this.advice = fields.advice;
    this.location = fields.location;
  }
}

/** True for errors thrown by any installed copy of ZPD. */
export function isZpdError(error: unknown): error is ZpdError {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[marker] === true;
}
