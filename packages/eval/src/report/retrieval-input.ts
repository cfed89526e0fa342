import { assertThat } from "@zpd/core";

/** Learners next to each other who all answer the same items, which are next to each other too. */
export interface RetrievalGroupShown {
  readonly learners: number;
  readonly firstItem: number;
  readonly items: number;
}

/** How one estimator did on one made log. */
export interface RetrievalOutcomeShown {
  readonly seed: number;
  /** True difficulties `[I]`. */
  readonly truth: ArrayLike<number>;
  readonly estimate: {
    /** `[I]`; may be infinite. */
    readonly difficulty: ArrayLike<number>;
    /** Standard deviations `[I]`, absent where the estimator has none. */
    readonly scale?: ArrayLike<number>;
  };
  readonly pearson: number;
  readonly kendall: number;
  readonly spearman: number;
  /** Share of the true difficulties within the 90 % intervals. */
  readonly coverage90?: number;
}

export interface RetrievalEstimatorShown {
  readonly name: string;
  /** What it is, one sentence. */
  readonly about?: string;
  /** One outcome a log, the same logs in the same order for every estimator. */
  readonly outcomes: readonly RetrievalOutcomeShown[];
}

/** Correlations of one published draw. */
export interface PublishedDraw {
  /** The estimator of the report it stands beside. */
  readonly estimator: string;
  /** What was fitted there. */
  readonly by: string;
  readonly pearson: number;
  readonly kendall: number;
  readonly spearman: number;
}

/** Everything `renderRetrievalReport` needs; all text of it is escaped. */
export interface RetrievalReportInput {
  /** Default: the question of the study. */
  readonly title?: string;
  /** The command that makes the same report again. */
  readonly command: string;
  readonly seed: number;
  readonly versions?: Readonly<Record<string, string>>;
  /** Where the arithmetic ran and why there. */
  readonly backend?: { readonly name: string; readonly reason: string };
  readonly design: { readonly name: string; readonly groups: readonly RetrievalGroupShown[] };
  readonly estimators: readonly RetrievalEstimatorShown[];
  readonly published?: { readonly citation: string; readonly draws: readonly PublishedDraw[] };
  /** What a reader should know about how the logs were made, one paragraph each. */
  readonly notes?: readonly string[];
}

export const RETRIEVAL_MEASURES = ["pearson", "kendall", "spearman"] as const;

export type RetrievalMeasure = (typeof RETRIEVAL_MEASURES)[number];

/** @throws INVALID_INPUT when what is given cannot be drawn truthfully */
export function assertReadableRetrieval(where: string, { design, estimators, published }: RetrievalReportInput): void {
  const assertInput = (condition: boolean, expected: string, got: string): void =>
    assertThat(condition, "INVALID_INPUT", { where, expected, got });
  const items = Math.max(...design.groups.map((group) => group.firstItem + group.items));
  assertInput(Number.isSafeInteger(items) && items > 0, "a group of learners and items", `${design.groups.length}`);
  assertInput(estimators.length > 0, "an estimator", "none");
  const seeds = estimators[0]!.outcomes.map(({ seed }) => seed).join();
  for (const { name, outcomes } of estimators) {
    assertInput(outcomes.length >= 2, `two outcomes or more of ${name}`, `${outcomes.length}`);
    assertInput(
      outcomes.map(({ seed }) => seed).join() === seeds,
      `the logs of ${estimators[0]!.name}`,
      `others for ${name}`,
    );
    for (const { truth, estimate, coverage90, ...outcome } of outcomes) {
      const columns = [truth, estimate.difficulty, estimate.scale ?? truth];
      for (const column of columns) {
        assertInput(column.length === items, `${items} items in each column of ${name}`, `${column.length}`);
      }
      assertInput(Array.from(truth).every(Number.isFinite), "finite true difficulties", `others for ${name}`);
      assertInput(
        Array.from(estimate.difficulty).every((value) => !Number.isNaN(value)),
        "estimates that are numbers",
        `NaN of ${name}`,
      );
      for (const measure of RETRIEVAL_MEASURES) {
        assertInput(Number.isFinite(outcome[measure]), `a finite ${measure} of ${name}`, `${outcome[measure]}`);
      }
    }
  }
  for (const { estimator } of published?.draws ?? []) {
    assertInput(
      estimators.some(({ name }) => name === estimator),
      "draws beside estimators of the report",
      estimator,
    );
  }
}
