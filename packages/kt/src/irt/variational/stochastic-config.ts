import { assertCountOption, assertNumberOption, resolveConfig } from "../../parts/resolve-config";
import type { VariationalModel } from "../types/posterior";

export type StochasticConfig = {
  /** Number of factors, `D`; 1 for Rasch and 2PL. */
  readonly factors: number;
  /** Adam's step in the first pass; later ones take it over the root of the pass. */
  readonly learningRate: number;
  /** Answers a step; as many as there are: full batch, as in Shi & Athey. */
  readonly batchAnswers: number;
  /** Whether the posterior mean of every discrimination is kept above 0. */
  readonly positive: boolean;
  /** As in `VariationalConfig`; the recorded loss is that of a pass. */
  readonly tolerance: number;
  /** Passes over the answers at most. */
  readonly maxPasses: number;
};

const shared = { learningRate: 0.05, batchAnswers: 1000, positive: true, tolerance: 0.001, maxPasses: 200 } as const;

export const stochasticDefaults: Readonly<Record<VariationalModel, StochasticConfig>> = Object.freeze({
  rasch: { factors: 1, ...shared },
  "2pl": { factors: 1, ...shared },
  factor: { factors: 3, ...shared },
});

/** A model's defaults with the given options laid over them. @throws INVALID_CONFIG */
export function checkStochasticConfig(
  where: string,
  model: VariationalModel,
  given: Partial<StochasticConfig>,
): StochasticConfig {
  const config = resolveConfig(where, stochasticDefaults[model], given);
  assertCountOption(where, "factors", config.factors, 1);
  if (model !== "factor") assertNumberOption(where, "factors", config.factors, 1, 1);
  assertNumberOption(where, "learningRate", config.learningRate, 1e-6, 1);
  assertCountOption(where, "batchAnswers", config.batchAnswers, 1);
  assertNumberOption(where, "tolerance", config.tolerance, 0, 1);
  assertCountOption(where, "maxPasses", config.maxPasses, 1);
  return config;
}
