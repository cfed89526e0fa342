import type {
  RetrievalEstimatorShown,
  RetrievalOutcomeShown,
  RetrievalReportInput,
} from "../src/report/retrieval-input";

/** Four items, two of them in common to groups of 3 and 2 learners. */
const TRUTH = [-1, 0.5, 1, 2];

function outcome(k: number, pearson: number, more: Partial<RetrievalOutcomeShown>): RetrievalOutcomeShown {
  return {
    seed: 7 + k,
    truth: TRUTH,
    estimate: { difficulty: [-0.5, 0, 2, 1], scale: [0.4, 0.4, 0.4, 0.4] },
    pearson,
    kendall: pearson - 0.1,
    spearman: pearson - 0.05,
    ...more,
  };
}

const PEARSONS = [0.9, 0.94, 0.92, 0.96];

const posterior: RetrievalEstimatorShown = {
  name: "posterior",
  about: "Its mean.",
  outcomes: PEARSONS.map((pearson, k) => outcome(k, pearson, { coverage90: k === 0 ? 1 : 0.75 })),
};

/** Lies lower by 0.3, 0.1, 0.2 and 0.2; two of the four estimates of the first log explode. */
const likelihood: RetrievalEstimatorShown = {
  name: "likelihood",
  outcomes: PEARSONS.map((pearson, k) =>
    outcome(k, pearson - [0.3, 0.1, 0.2, 0.2][k]!, {
      estimate: { difficulty: k === 0 ? [-17.25, 0, 1.5, Number.POSITIVE_INFINITY] : [-0.5, 0, 2, 1] },
    }),
  ),
};

export function exampleRetrieval(): RetrievalReportInput {
  return {
    command: "zpd irt retrieve --design overlap --repeats 4 --seed 7",
    seed: 7,
    versions: { zpd: "1.2.3" },
    backend: { name: "cpu", reason: "plain" },
    design: {
      name: "overlap",
      groups: [
        { learners: 3, firstItem: 0, items: 3 },
        { learners: 2, firstItem: 1, items: 3 },
      ],
    },
    estimators: [posterior, likelihood],
    published: {
      citation: "Somebody, Table 2",
      draws: [{ estimator: "posterior", by: "Table 2, theirs", pearson: 0.96, kendall: 0.79, spearman: 0.99 }],
    },
    notes: ["How the logs are made."],
  };
}
