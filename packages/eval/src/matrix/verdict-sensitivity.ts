import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";
import type { RemPairVerdict } from "../types/rem-result";
import type { RemAlternative, RemAlternativeKind, RemSensitivity, RemVerdictChange } from "../types/rem-sensitivity";
import { otherScoresOf } from "./other-scores";
import { pairVerdicts } from "./pair-verdicts";
import { tabulate } from "./summarise-rem";

/** The cells of the same study under another seed. */
export interface RemReplay {
  readonly seed: number;
  readonly cells: readonly RemCell[];
}

/** Verdicts of a study beside those of one alternative, pair by pair. O(verdicts). */
export function compareVerdicts(
  kind: RemAlternativeKind,
  name: string,
  study: readonly RemPairVerdict[],
  other: readonly RemPairVerdict[],
): RemAlternative {
  const counts = { kept: 0, lost: 0, gained: 0, reversed: 0, untold: 0 };
  const changes: RemVerdictChange[] = [];
  for (const [at, { length, a, b, verdict: from }] of study.entries()) {
    const to = other[at]!.verdict;
    if (from === to) counts[from === "cannot tell" ? "untold" : "kept"]++;
    else {
      counts[from === "cannot tell" ? "gained" : to === "cannot tell" ? "lost" : "reversed"]++;
      changes.push({ length, a, b, from, to });
    }
  }
  return { kind, name, ...counts, changes };
}

/**
 * How many verdicts change when one simulator is left out, when another reward model scores, and under other seeds.
 * Everything but the seeds is read off the study's own cells: nothing is played again.
 *
 * With a simulator less a verdict cannot be lost, only gained: fewer have to agree. What is gained then hangs on that
 * simulator alone. Each alternative is corrected over its own comparisons, as the study is.
 *
 * O(alternatives · policies · simulators · lengths · learners · (repeats + policies)).
 * @throws INVALID_INPUT when a cell is missing or comes twice, SHAPE when one has another shape
 */
export function verdictSensitivity(
  manifest: RemManifest,
  cells: readonly RemCell[],
  replays: readonly RemReplay[] = [],
): RemSensitivity {
  const { simulators, otherRewardModels = [] } = manifest;
  const table = tabulate(manifest, cells);
  const scores = table.map((cell) => cell.scores);
  const study = pairVerdicts(manifest, scores);
  const alternatives: RemAlternative[] = [];
  const hold = (kind: RemAlternativeKind, name: string, other: readonly RemPairVerdict[]): void => {
    alternatives.push(compareVerdicts(kind, name, study, other));
  };

  for (const [left, simulator] of simulators.entries()) {
    if (simulators.length === 1) break;
    const fewer = { ...manifest, simulators: simulators.filter((_, s) => s !== left) };
    const kept = scores.filter((_, at) => at % simulators.length !== left);
    hold("without simulator", simulator, pairVerdicts(fewer, kept));
  }
  for (const [model, others] of otherScoresOf(manifest, table).entries()) {
    hold("reward model", otherRewardModels[model]!.id, pairVerdicts(manifest, others));
  }
  for (const { seed, cells: played } of replays) {
    const again = tabulate(manifest, played).map((cell) => cell.scores);
    hold("seed", String(seed), pairVerdicts(manifest, again));
  }
  return {
    comparisons: study.length,
    told: study.filter(({ verdict }) => verdict !== "cannot tell").length,
    alternatives,
  };
}
