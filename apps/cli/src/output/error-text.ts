import { isZpdError, type ZpdError } from "@zpd/core";

/** A name in code, such as `readLog` or `RemStudy`: nothing a user of the command line has typed or could look up. */
const NAME_IN_CODE = /^[A-Za-z]+[a-z][A-Z]\w*$/;

/** What the system's codes mean for a path the user gave. */
const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EISDIR: "a folder",
  ENOTDIR: "a path through something that is no folder",
  EEXIST: "a path through something that is no folder",
  ENOSPC: "no space left on the disk",
  EROFS: "a disk that can only be read",
  EMFILE: "too many open files",
  EBUSY: "a file that is in use",
  ENAMETOOLONG: "a name that is too long",
};

/** An error of the operating system about a path, in words; undefined for any other error. */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  return SYSTEM_REASONS[String(error.code)] ?? error.message;
}

/** The system's error at the bottom of a chain of causes. */
function rootReason({ cause }: Error): string | undefined {
  return systemReason(cause) ?? (cause instanceof Error ? rootReason(cause) : undefined);
}

/**
 * The one line that tells a user what was refused: as `error.message`, but without names in code, without what only the
 * system understands, and without line breaks.
 */
export function errorText(error: ZpdError): string {
  const reason = error.code === "IO" ? rootReason(error) : undefined;
  // The innermost error names the very file.
  const location = reason !== undefined && isZpdError(error.cause) ? error.cause.location : error.location;
  const place = Object.entries(location ?? {}).map(([name, value]) => (name === "file" ? value : `${name} ${value}`));
  const text = [
    NAME_IN_CODE.test(error.where) ? "" : `${error.where}: `,
    `expected ${error.expected}, got ${reason ?? error.got}`,
    place.length === 0 ? "" : ` (${place.join(", ")})`,
    error.advice === undefined ? "" : `; ${error.advice}`,
  ].join("");
  return text.replaceAll(/\s*[\r\n]+\s*/g, " ");
}

/** What Commander says about a command line, in the form of the other messages: without its mark, on one line. */
export function usageText(text: string): string {
  return text
    .replace(/^error: /, "")
    .replace(/ is invalid(?<place>[^.]*)\. /, " is invalid$<place>: ")
    .trim()
    .replace(/\s*\n\(Did (.*)\)$/, "; did $1")
    .replaceAll(/\s*\n\s*/g, " ");
}
