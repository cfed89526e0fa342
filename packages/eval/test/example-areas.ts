import type { ContentAreasReportInput } from "../src/report/content-areas-input";

/**
 * Areas 0 … `count` - 1, area k with round(20,000 / (k + 1)^1.5) + 1 answers and an AUC of 0.75 - 0.1 k / count. The gain over
 * model c is 0.01 (c + 1) with an interval of half a width of 1 / sqrt(answers); areas of fewer than 4 answers have no AUC.
 */
export function exampleAreas(count: number, compared: readonly string[] = ["2pl"]): ContentAreasReportInput {
  const heldOut = { answers: 123_456, auc: 0.763, f1: 0.81, logLoss: 0.512, accuracy: 0.744 };
  return {
    command: "zpd irt fit factor --data answers.csv --factors 5 --by concept",
    seed: 1,
    data: { title: "answers.csv", fingerprint: "ab".repeat(32), learners: 1200, items: 845, answers: 1_234_560 },
    model: "factor, 5 factors",
    heldOut,
    compared: compared.map((model, c) => ({ model, heldOut: { ...heldOut, auc: 0.763 - 0.01 * (c + 1) } })),
    areas: Array.from({ length: count }, (_, k) => {
      const answers = Math.round(20_000 / (k + 1) ** 1.5) + 1;
      const auc = 0.75 - (0.1 * k) / count;
      const f1 = 0.8 - (0.2 * k) / count;
      const half = 1 / Math.sqrt(answers);
      const few = answers < 4;
      return {
        area: `area ${k}`,
        answers,
        ...(few ? {} : { auc }),
        f1,
        compared: compared.map((model, c) => {
          const mean = 0.01 * (c + 1);
          const known = few ? {} : { auc: auc - mean, aucGain: { mean, low: mean - half, high: mean + half } };
          return { model, f1: f1 - 0.02, ...known };
        }),
      };
    }),
  };
}
