import type { RemReplay } from "@zpd/eval";
import type { StudySpec } from "../study-spec";
import { type PlayOptions, playStudy } from "./play-study";

/** Plays a study again under the seeds that follow its own: other luck, the same fitted models. */
export async function replaySeeds(
  spec: StudySpec,
  dataFingerprint: string,
  count: number,
  options: Omit<PlayOptions, "checkpoint" | "resume">,
): Promise<RemReplay[]> {
  const replays: RemReplay[] = [];
  for (let seed = spec.seed + 1; seed <= spec.seed + count; seed++) {
    const again = { ...spec, seed, keepTrajectories: false };
    const { cells } = await playStudy(again, dataFingerprint, { ...options, resume: false });
    replays.push({ seed, cells });
  }
  return replays;
}
