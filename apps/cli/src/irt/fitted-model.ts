import type { Config, FitReport, InteractionLog, ModelFile } from "@zpd/core";
import { answersLogLikelihood, type IrtPosterior, posteriorToModelFile, predictAnswers } from "@zpd/kt/irt";

/** A fit of any engine, as the commands judge, save and print it. */
export interface FittedIrt {
  readonly model: string;
  readonly factors: number;
  readonly learners: number;
  readonly items: number;
  readonly report: FitReport;
  /** What was minimised, step by step. */
  readonly loss: readonly number[];
  /** Log-likelihood of the log it was fitted on, natural logarithm. */
  readonly logLikelihood: () => number;
  /** Further fields of the JSON. */
  readonly more?: Readonly<Record<string, number>>;
  /** P(correct) of a log's answers `[N]`. */
  readonly predict: (log: InteractionLog) => Promise<Float64Array> | Float64Array;
  /** What `--out` saves. */
  readonly toModelFile: (config: Config) => Promise<ModelFile> | ModelFile;
}

/** A posterior; `fit.report.history` is its loss. */
export function fittedPosterior(
  fit: { readonly posterior: IrtPosterior; readonly report: FitReport },
  log: InteractionLog,
): FittedIrt {
  const { posterior, report } = fit;
  return {
    model: posterior.model,
    factors: posterior.factors,
    learners: posterior.learners.size,
    items: posterior.items.size,
    report,
    loss: report.history ?? [],
    logLikelihood: () => answersLogLikelihood(posterior, log),
    predict: (test) => predictAnswers(posterior, test),
    toModelFile: (config) => posteriorToModelFile(posterior, config),
  };
}
