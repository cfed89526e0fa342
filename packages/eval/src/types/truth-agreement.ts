import type { RemVerdict } from "./rem-result";

/** What the true course says of two policies. */
export type Truth = "better" | "worse" | "equal within noise";

/**
 * How a verdict fared: "right" or "wrong" where it and the truth both speak, "withheld" where the matrix could not tell,
 * "truth unclear" where the matrix spoke and the truth is equal within noise.
 */
export type TruthOutcome = "right" | "wrong" | "withheld" | "truth unclear";

export interface TruthComparison {
  readonly length: number;
  readonly a: string;
  readonly b: string;
  readonly verdict: RemVerdict;
  readonly truth: Truth;
  /** Mean of true(a) - true(b), with its 95 % interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly outcome: TruthOutcome;
}

export interface TruthAgreement {
  readonly pairs: readonly TruthComparison[];
  readonly counts: Readonly<Record<TruthOutcome, number>>;
}
