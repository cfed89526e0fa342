import { checkOptions, type OptionRule, type WorkOptions } from "@zpd/core";
import { MAX_QUADRATURE_POINTS } from "./gauss-hermite";

/** How an ability is estimated: posterior mean, posterior mode, maximum likelihood, weighted likelihood (Warm). */
export const ABILITY_METHODS = ["eap", "map", "mle", "wle"] as const;
export type AbilityMethod = (typeof ABILITY_METHODS)[number];

export interface AbilityOptions extends WorkOptions {
  /** Default "eap". */
  readonly method?: AbilityMethod;
  /** Mean and standard deviation of the normal prior of EAP and MAP (default 0 and 1). */
  readonly priorMean?: number;
  readonly priorDeviation?: number;
  /** Nodes of the rule behind EAP, 1…300 (default 21). */
  readonly quadraturePoints?: number;
  /**
   * Where the nodes of EAP stand: "adaptive" (default) around each learner's own mode, in units of its standard error;
   * "fixed" in units of the prior, the same for all, as ltm and mirt do it. Fixed nodes are quicker and too coarse for
   * learners with many answers.
   */
  readonly quadrature?: "adaptive" | "fixed";
}

export type AbilitySettings = Required<Omit<AbilityOptions, keyof WorkOptions>>;

const rules: Readonly<Record<keyof AbilityOptions, OptionRule>> = {
  method: { kind: "choice", of: ABILITY_METHODS },
  priorMean: { kind: "number", low: -1e6, high: 1e6 },
  priorDeviation: { kind: "number", low: 1e-6, high: 1e6 },
  quadraturePoints: { kind: "number", low: 1, high: MAX_QUADRATURE_POINTS },
  quadrature: { kind: "choice", of: ["adaptive", "fixed"] },
  signal: { kind: "any" },
  onProgress: { kind: "any" },
};

/** The options with defaults. @throws INVALID_CONFIG on an unknown option or a value out of range */
export function resolveAbilityOptions(where: string, options: AbilityOptions): AbilitySettings {
  checkOptions(where, options, rules);
  const { method = "eap", priorMean = 0, priorDeviation = 1, quadraturePoints = 21, quadrature = "adaptive" } = options;
  return { method, priorMean, priorDeviation, quadraturePoints, quadrature };
}
