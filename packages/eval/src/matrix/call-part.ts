import { ZpdError } from "@zpd/core";

/** A policy or simulator in the middle of a cell: what an error names. */
export interface PlayedPart {
  readonly kind: "policy" | "simulator";
  readonly id: string;
  /** The one it is played with. */
  readonly against: string;
  /** Population indices of the batch `[B]`. */
  readonly learners: Int32Array;
}

/** How many learners of a batch an error names. */
const NAMED_LEARNERS = 3;

function nameLearners(learners: Int32Array): string {
  const each = [...new Set(learners)];
  const named = each.slice(0, NAMED_LEARNERS).join(", ");
  if (each.length === 1) return `learner ${named}`;
  const more = each.length - NAMED_LEARNERS;
  return `learners ${named}${more > 0 ? ` and ${more} more of the batch` : ""}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/**
 * Calls a part of a study that others wrote. What it throws comes as the cause of an error that says which part, with
 * whom, and when. `step` is counted from 0; absent: before the first. @throws CONTRACT
 */
export function callPart<T>(part: PlayedPart, step: number | undefined, task: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    const other = part.kind === "policy" ? "under" : "with policy";
    throw new ZpdError("CONTRACT", {
      where: "playCell",
      expected: `${part.kind} "${part.id}" to ${task}`,
      got: `${textOf(cause)}, for ${nameLearners(part.learners)} ${other} "${part.against}" ${
        step === undefined ? "at the start" : `at step ${step + 1}`
      }`,
      cause,
    });
  }
}
