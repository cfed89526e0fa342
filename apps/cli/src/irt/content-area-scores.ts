import type { GroupScores } from "@zpd/eval";
import type { ModelSize } from "./fitted-model";
import type { HeldOutScores } from "./held-out";

/** Area under the curve of the fitted model less that of another, on the same answers, with the ends of its 95 % interval. */
export interface AucGain {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What is said of a gain, or why nothing is. */
export type GainOrReason = { readonly aucGain: AucGain } | { readonly noGain: string };

/** How another model foretells the answers of one content area. */
export interface ComparedScores extends ModelSize {
  /** Absent where all answers are right or all wrong. */
  readonly auc?: number;
  readonly f1: number;
  readonly aucGain?: AucGain;
  /** Why there is no `aucGain`. */
  readonly noGain?: string;
}

/** An entry of the JSON field `byGroup`: how a model foretells the answers of one content area, and how others do. */
export interface ContentAreaScores extends GroupScores {
  /** In the order of `--compare`; absent without it. */
  readonly compared?: readonly ComparedScores[];
}

/** The JSON field `rareGroups`: the answers of the rarest groups taken together. */
export interface RareAreaScores extends Omit<ContentAreaScores, "group"> {
  /** How many groups they are, the last of `byGroup`. */
  readonly groups: number;
}

/** An entry of the JSON field `compared`: another model, fitted on the same answers and judged on the same held-out ones. */
export interface ComparedModel extends ModelSize {
  readonly engine: string;
  readonly passes: number;
  readonly converged: boolean;
  readonly heldOut: HeldOutScores;
  readonly aucGain?: AucGain;
  /** Why there is no `aucGain`. */
  readonly noGain?: string;
}
