import type { RemVerdict } from "../types/rem-result";

/** How the matrix's word on a pair compares with the truth. */
export type TruthOutcome = "right" | "wrong" | "withheld" | "unclear";

export interface TruthPair {
  readonly length: number;
  readonly a: string;
  readonly b: string;
  readonly verdict: RemVerdict;
  readonly truth: RemVerdict;
  readonly outcome: TruthOutcome;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface TruthAgreement {
  readonly right: number;
  readonly wrong: number;
  readonly withheld: number;
  readonly unclear: number;
  readonly pairs: readonly TruthPair[];
}
