import { createRemManifest } from "../matrix/manifest";
import { type RemReplay, verdictSensitivity } from "../matrix/verdict-sensitivity";
import type { RemCell } from "../types/rem-cell";
import type { RemSensitivity } from "../types/rem-sensitivity";
import type { RemStudy } from "../types/rem-study";
import { type RemOptions, rem } from "./rem";

export interface RemSensitivityOptions extends Pick<RemOptions, "signal" | "onProgress" | "maxBatch"> {
  /** Seeds under which the study is played again (default none). */
  readonly seeds?: readonly number[];
  /**
   * The study of a seed; absent: the same policies, simulators and learners with other luck. Give one that fits its
   * models anew to see what hangs on the fit as well.
   */
  readonly createStudy?: (seed: number) => RemStudy | Promise<RemStudy>;
}

/**
 * How far the verdicts of a played study hang on each simulator, on the reward model (see `RemStudy.otherRewardModels`)
 * and on the seed. Studies of other seeds are played on this thread, one after the other; where they are played
 * elsewhere, give their cells to `verdictSensitivity`. @throws as `playCell` and `summariseRem`
 */
export async function remSensitivity(
  study: RemStudy,
  cells: readonly RemCell[],
  options: RemSensitivityOptions = {},
): Promise<RemSensitivity> {
  const { seeds = [], createStudy = (seed: number) => ({ ...study, seed }), ...play } = options;
  const replays: RemReplay[] = [];
  for (const seed of seeds) {
    const { cells: played } = await rem(await createStudy(seed), play);
    replays.push({ seed, cells: played });
  }
  return verdictSensitivity(createRemManifest(study), cells, replays);
}
