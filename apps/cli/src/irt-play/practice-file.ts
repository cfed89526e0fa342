import { existsSync } from "node:fs";
import { ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { currentTask, type PracticeState, startPractice } from "@zpd/rl";
import { readJson } from "./explanations";

/** A practice as `--state` keeps it. */
export interface SavedPractice {
  readonly learner: string;
  /** P(correct) that the items were chosen for. */
  readonly target: number;
  readonly state: PracticeState;
}

const FORM = "a practice that zpd irt practise has saved";

/** Replaces the file in one rename, so that an interrupt leaves the old state or the new one. */
export function savePractice(path: string, practice: SavedPractice): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(practice)}\n`);
}

/**
 * The practice of a file; undefined where there is none yet.
 * @throws INVALID_INPUT when the file holds something else, or another learner's practice
 */
export async function loadPractice(path: string, learner: string): Promise<SavedPractice | undefined> {
  if (!existsSync(path)) return undefined;
  const where = "--state";
  const location = { file: path };
  const found = await readJson(where, path, FORM);
  if (!isPractice(found)) {
    throw new ZpdError("INVALID_INPUT", { where, expected: FORM, got: "other JSON", location });
  }
  if (found.learner === learner) return found;
  throw new ZpdError("INVALID_INPUT", {
    where,
    expected: `the practice of learner "${learner}"`,
    got: `that of "${found.learner}"`,
    location,
    advice: "give each learner a file of her own",
  });
}

function isPractice(value: unknown): value is SavedPractice {
  try {
    const { learner, target, state } = value as SavedPractice;
    // Both throw on what is no plan and no place in it.
    startPractice(state.plan);
    currentTask(state);
    const counts = [state.position, state.step, state.tries, state.eventCount];
    return (
      typeof learner === "string" &&
      typeof target === "number" &&
      Array.isArray(state.given) &&
      Array.isArray(state.results) &&
      counts.every((count) => Number.isSafeInteger(count) && count >= 0)
    );
  } catch {
    return false;
  }
}
