import { ZpdError } from "@zpd/core";
import type { OwnModule } from "./own-module";

/** An error about a module. It is the user's file, so never a defect of ours. */
export function moduleError(
  { kind, file }: Pick<OwnModule, "kind" | "file">,
  expected: string,
  got: string,
  cause?: unknown,
): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: `--${kind}`,
    expected,
    got,
    location: { file },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The message of whatever was thrown, on one line. */
export function thrownText(thrown: unknown): string {
  return (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown))
    .replaceAll(/\s+/g, " ")
    .trim();
}
