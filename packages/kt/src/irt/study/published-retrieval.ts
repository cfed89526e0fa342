import type { RetrievalDesign } from "./retrieval-study";

/** Correlations of one published draw. */
export interface PublishedRetrieval {
  readonly pearson: number;
  readonly kendall: number;
  readonly spearman: number;
}

/**
 * What Shi & Athey report of the two designs, one draw each: Table 1 (everybody answers everything) and Table 2 (two groups
 * with items in common). `variational` is their stochastic variational inference, `maximumLikelihood` the R package ltm.
 */
export const PUBLISHED_RETRIEVAL: Readonly<
  Record<
    RetrievalDesign,
    {
      readonly table: string;
      readonly variational: PublishedRetrieval;
      readonly maximumLikelihood: PublishedRetrieval;
    }
  >
> = {
  dense: {
    table: "Table 1",
    variational: { pearson: 0.95, kendall: 0.83, spearman: 0.93 },
    maximumLikelihood: { pearson: 0.91, kendall: 0.69, spearman: 0.83 },
  },
  overlap: {
    table: "Table 2",
    variational: { pearson: 0.96, kendall: 0.84, spearman: 0.96 },
    maximumLikelihood: { pearson: 0.41, kendall: 0.76, spearman: 0.91 },
  },
};
