import type { RemRewardSummary } from "./rem-result";

/**
 * What identifies a study, as plain JSON: two studies with equal manifests have equal cells, byte for byte. What cannot
 * be written down (fitted tracers, policies, simulators) is named by its id here and by a fingerprint the caller gives.
 */
export interface RemManifest {
  readonly version: 1;
  readonly seed: number;
  readonly policies: readonly string[];
  readonly simulators: readonly string[];
  readonly lengths: readonly number[];
  readonly repeats: number;
  /** Population indices of the learners `[L]`. */
  readonly learners: readonly number[];
  /** Test before the course `[L]`, null where unknown; absent when the study has none. */
  readonly preTest?: readonly (number | null)[];
  readonly rewardModel: RemRewardSummary;
  /** In the order of the study's; absent when it has none. */
  readonly otherRewardModels?: readonly RemRewardSummary[];
  /** Name of an input (data, model, backend) to its fingerprint. */
  readonly fingerprints: Readonly<Record<string, string>>;
}
