import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type Outcome, runSource } from "./run-source";

export interface MadeFolder {
  /** The path of a name in the folder. */
  readonly path: (name: string) => string;
  /** Writes a file there and returns its path. */
  readonly file: (name: string, content: string | Uint8Array) => string;
}

/** A folder for the tests of one file, removed after the last of them. */
export function madeFolder(): MadeFolder {
  const folder = mkdtempSync(join(tmpdir(), "zpd-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    file(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
  };
}

/** Makes a log of the small course; its ending says the format. */
export async function makeAnswers(path: string, { learners = 40, answers = 12, seed = 1 } = {}): Promise<Outcome> {
  const counts = ["--learners", `${learners}`, "--answers", `${answers}`, "--seed", `${seed}`];
  const outcome = await runSource("data", "simulate", "--course", "small", ...counts, "--out", path, "--json");
  if (outcome.status !== 0) throw new Error(outcome.stderr);
  return outcome;
}
