import { basename } from "node:path";
import { isZpdError, ZpdError } from "@zpd/core";
import type { RemCellIndex, RemStudy } from "@zpd/eval";
import type { StudySpec } from "../study-spec";
import { thrownText } from "./module-error";

/**
 * The error of a cell in which a module of the user's took part: what it throws, and what it breaks of a contract, is no
 * defect of ours. Other errors come back as they are.
 */
export function blameOwn(spec: StudySpec, study: RemStudy, index: RemCellIndex, error: unknown): unknown {
  const own = spec.own ?? [];
  const policies = own.filter(({ kind }) => kind === "policy");
  const simulators = own.filter(({ kind }) => kind === "simulator");
  // Modules come last, in their order.
  const suspects = [
    policies[index.policy - (study.policies.length - policies.length)],
    simulators[index.simulator - (study.simulators.length - simulators.length)],
  ].filter((module) => module !== undefined);
  if (suspects.length === 0 || (isZpdError(error) && error.code !== "CONTRACT")) return error;
  const names = suspects.map(({ kind, file }) => `--${kind} ${basename(file)}`).join(" and ");
  const cell = `"${study.policies[index.policy]!.id}" under "${study.simulators[index.simulator]!.id}"`;
  return new ZpdError("INVALID_INPUT", {
    where: names,
    expected: isZpdError(error) ? error.expected : `${cell} to be played to the end`,
    got: isZpdError(error) ? error.got : thrownText(error),
    // A part that throws is the cause of the error that says when.
    advice:
      frameOf(isZpdError(error) ? error.cause : error) ??
      "checkPolicy of @zpd/rl and checkEnv of @zpd/sim name every rule a part breaks",
    cause: error,
  });
}

/** Where it was thrown. */
function frameOf(error: unknown): string | undefined {
  const frame = error instanceof Error ? /^\s+at (.*)$/m.exec(error.stack ?? "")?.[1] : undefined;
  return frame === undefined ? undefined : `thrown at ${frame}`;
}
