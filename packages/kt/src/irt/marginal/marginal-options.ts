import { checkOptions, type OptionRule, type WorkOptions, ZpdError } from "@zpd/core";
import { MAX_QUADRATURE_POINTS } from "../ability/gauss-hermite";

/**
 * Which parameters an item has: threshold (Rasch), one discrimination for all (1PL), each its own (2PL), and a guess
 * (3PL).
 */
export type MarginalModel = "rasch" | "1pl" | "2pl" | "3pl";

/** Options of marginal maximum likelihood. */
export interface MarginalOptions extends WorkOptions {
  /** Nodes of the Gauss-Hermite rule, 1…300 (default 21). */
  readonly quadraturePoints?: number;
  /** EM steps at most, give or take two to end a cycle (default 5000). */
  readonly maxIterations?: number;
  /** Converged when an EM step gains at most `tolerance (1 + |log-likelihood|)` (default 1e-11). */
  readonly tolerance?: number;
  /** Discriminations stay within plus and minus this (default 10). */
  readonly maxDiscrimination?: number;
  /**
   * The Beta prior of guesses in the 3PL, alpha and beta above 1 (default 5 and 17: mode 1/5, as for items with five
   * choices). Other models do not look at it.
   */
  readonly guessAlpha?: number;
  readonly guessBeta?: number;
  /**
   * Whether standard errors are computed: memory O(F²) for F parameters, time O(patterns x Q x (parameters of a
   * learner's items)²) (default true).
   */
  readonly standardErrors?: boolean;
}

export type MarginalSettings = Required<Omit<MarginalOptions, keyof WorkOptions>>;

const rules: Readonly<Record<keyof MarginalOptions, OptionRule>> = {
  quadraturePoints: { kind: "integer", low: 1 },
  maxIterations: { kind: "integer", low: 1 },
  tolerance: { kind: "number", low: 0, high: 1 },
  maxDiscrimination: { kind: "number", low: 1, high: 100 },
  guessAlpha: { kind: "number", low: 1.001, high: 1e6 },
  guessBeta: { kind: "number", low: 1.001, high: 1e6 },
  standardErrors: { kind: "any" },
  signal: { kind: "any" },
  onProgress: { kind: "any" },
};

/** The options with defaults. @throws INVALID_CONFIG on an unknown option or a value out of range */
export function resolveMarginalOptions(where: string, options: MarginalOptions): MarginalSettings {
  checkOptions(where, options, rules);
  checkOptions(
    where,
    { quadraturePoints: options.quadraturePoints },
    { quadraturePoints: { kind: "number", low: 1, high: MAX_QUADRATURE_POINTS } },
  );
  if (options.standardErrors !== undefined && typeof options.standardErrors !== "boolean") {
    const got = JSON.stringify(options.standardErrors) ?? String(options.standardErrors);
    throw new ZpdError("INVALID_CONFIG", { where, expected: "standardErrors to be true or false", got });
  }
  const {
    quadraturePoints = 21,
    maxIterations = 5000,
    tolerance = 1e-11,
    maxDiscrimination = 10,
    guessAlpha = 5,
    guessBeta = 17,
    standardErrors = true,
  } = options;
  return { quadraturePoints, maxIterations, tolerance, maxDiscrimination, guessAlpha, guessBeta, standardErrors };
}
