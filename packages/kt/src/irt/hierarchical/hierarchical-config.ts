import type { Config } from "@zpd/core";
import { assertChoiceOption, assertCountOption, assertNumberOption, resolveConfig } from "../../parts/resolve-config";
import type { IrtPosterior } from "../types/posterior";
import type { WeightRule } from "../variational/variational-config";

export type HierarchicalConfig = {
  /** Latent dimensions that each item loads on by its own discriminations, `D`. */
  readonly factors: number;
  /** Latent dimensions that each family of covariates feeds. The paper's sizes are 1 + 1 and 2 + 2. */
  readonly latentsPerFamily: number;
  /** As `VariationalConfig`. */
  readonly weights: WeightRule;
  /** Whether the prior scales of discriminations, thresholds and each family's weights are fitted (empirical Bayes). */
  readonly learnPriorScales: boolean;
  /** Whether the posterior means of discriminations and of attributes' weights are kept above 0. */
  readonly positive: boolean;
  /** Share of the way to the solution that an item's and an attribute's means go, 0…1. */
  readonly itemDamping: number;
  /** Stop when the mean change of the loss over five passes is below this share of the first change. */
  readonly tolerance: number;
  /** Passes over all learners and all items at most. */
  readonly maxPasses: number;
};

export const hierarchicalDefaults: Readonly<HierarchicalConfig> = Object.freeze({
  factors: 1,
  latentsPerFamily: 1,
  weights: "newton",
  learnPriorScales: true,
  positive: false,
  itemDamping: 1,
  tolerance: 0.001,
  maxPasses: 200,
});

/** The defaults with the given options laid over them. @throws INVALID_CONFIG */
export function checkHierarchicalConfig(where: string, given: Partial<HierarchicalConfig>): HierarchicalConfig {
  const config = resolveConfig(where, hierarchicalDefaults, given);
  assertCountOption(where, "factors", config.factors, 1);
  assertCountOption(where, "latentsPerFamily", config.latentsPerFamily, 1);
  assertChoiceOption(where, "weights", config.weights, ["bound", "newton"]);
  assertNumberOption(where, "itemDamping", config.itemDamping, 0.01, 1);
  assertNumberOption(where, "tolerance", config.tolerance, 0, 1);
  assertCountOption(where, "maxPasses", config.maxPasses, 1);
  return config;
}

/**
 * The settings to update a saved posterior with, out of its file's configuration, which counts all factors and names the
 * families. @throws INVALID_CONFIG
 */
export function savedHierarchicalConfig(
  { factors, families = [] }: Pick<IrtPosterior, "factors" | "families">,
  saved: Config,
): HierarchicalConfig {
  const { families: _, ...settings } = saved;
  const latentsPerFamily = families[0]?.latents ?? hierarchicalDefaults.latentsPerFamily;
  const own = factors - families.length * latentsPerFamily;
  return checkHierarchicalConfig("savedHierarchicalConfig", { ...settings, factors: own, latentsPerFamily });
}
