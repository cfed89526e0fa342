import { assertChoiceOption, assertCountOption, assertNumberOption, resolveConfig } from "../../parts/resolve-config";
import type { VariationalModel } from "../types/posterior";

/** Which pair of weight and residual the updates use; see `coordinate-steps.ts`. */
export type WeightRule = "bound" | "newton";

export type VariationalConfig = {
  /** Number of factors, `D`; 1 for Rasch and 2PL. */
  readonly factors: number;
  /** `"bound"`: monotone, narrower intervals; `"newton"`: the expected likelihood itself, damped. */
  readonly weights: WeightRule;
  /** Whether the prior scale of each factor's discriminations, and of the thresholds, is fitted (empirical Bayes). */
  readonly learnPriorScales: boolean;
  /** Rows whose spread is 1 that count with a log's own where scales are learned: so many that few items cannot lose theirs by luck. */
  readonly unitPriorRows: number;
  /** Whether the posterior mean of every discrimination is kept above 0. With several factors that costs held-out loss. */
  readonly positive: boolean;
  /** Share of the way to the solution that an item's means go, 0…1; below 1 where rare items would jitter. */
  readonly itemDamping: number;
  /** Whether a large log is begun with a fit to every tenth learner, which saves half the passes over several factors. */
  readonly partFirst: boolean;
  /** Stop when the mean change of the loss over five passes is below this share of the first change. */
  readonly tolerance: number;
  /** Passes over all learners and all items at most. */
  readonly maxPasses: number;
};

/** Newton's item step: undamped, rare items jitter; 0.6 reaches the full-batch fit in nine or ten passes. */
const NEWTON_DAMPING = 0.6;

/** The smallest posterior mean of a discrimination where it has to be positive. */
export const MIN_DISCRIMINATION = 0.01;

/** Farthest that a mean moves in one Newton step; logits beyond are flat, and the step's quadratic says nothing there. */
export const MAX_NEWTON_STEP = 1;

/** Passes under unit priors before scales are learned: weak factors grow slowly from a random start, and would be shut off. */
export const SCALE_WARM_UP = 3;

/** Of one factor; several are learned without, for those that the answers do not need are to go. */
const UNIT_PRIOR_ROWS = 20;

const shared = { positive: true, tolerance: 0.001, maxPasses: 200 } as const;

/** The defaults of each model, and the factors of `factor`. */
export const variationalDefaults: Readonly<Record<VariationalModel, VariationalConfig>> = Object.freeze({
  rasch: {
    ...shared,
    factors: 1,
    weights: "newton",
    learnPriorScales: true,
    unitPriorRows: UNIT_PRIOR_ROWS,
    itemDamping: NEWTON_DAMPING,
    partFirst: false,
  },
  "2pl": {
    ...shared,
    factors: 1,
    weights: "newton",
    learnPriorScales: true,
    unitPriorRows: UNIT_PRIOR_ROWS,
    itemDamping: NEWTON_DAMPING,
    partFirst: false,
  },
  factor: {
    ...shared,
    factors: 3,
    weights: "newton",
    learnPriorScales: true,
    unitPriorRows: 0,
    itemDamping: 1,
    partFirst: true,
    positive: false,
  },
});

/** A model's defaults with the given options laid over them. @throws INVALID_CONFIG */
export function checkVariationalConfig(
  where: string,
  model: VariationalModel,
  given: Partial<VariationalConfig>,
): VariationalConfig {
  const config = resolveConfig(where, variationalDefaults[model], given);
  assertCountOption(where, "factors", config.factors, 1);
  if (model !== "factor") assertNumberOption(where, "factors", config.factors, 1, 1);
  assertChoiceOption(where, "weights", config.weights, ["bound", "newton"]);
  assertNumberOption(where, "itemDamping", config.itemDamping, 0.01, 1);
  assertNumberOption(where, "tolerance", config.tolerance, 0, 1);
  assertNumberOption(where, "unitPriorRows", config.unitPriorRows, 0, Number.MAX_SAFE_INTEGER);
  assertCountOption(where, "maxPasses", config.maxPasses, 1);
  return config;
}
