import type { Config, FitReport, InteractionLog, ModelFile } from "@zpd/core";
import { answersLogLikelihood, type IrtPosterior, posteriorToModelFile, predictAnswers } from "@zpd/kt/irt";

/** A family of covariates as JSON and text name it. */
export interface FamilyFacts {
  readonly name: string;
  readonly kind: "text" | "number";
  /** Distinct values of a column of text; of numbers 1, and 1 more where some are missing. */
  readonly attributes: number;
  /** Factors that it feeds. */
  readonly factors: number;
}

/** Models with a number of factors to choose. */
export const SIZED_MODELS: readonly string[] = ["factor", "hierarchical"];

/** A model's size, for labels. */
export interface ModelSize {
  readonly model: string;
  /** Factors in all. */
  readonly factors: number;
  /** Of a hierarchical model: factors on which items load by discriminations of their own. */
  readonly ownFactors?: number;
}

/** Fields of the JSON that some engines have. */
export interface EngineFields {
  readonly freeParameters?: number;
  readonly aic?: number;
  readonly bic?: number;
  /** Where covariates came from: a file, or the concepts of the log. */
  readonly covariates?: string;
  readonly families?: readonly FamilyFacts[];
  /** Items among `items` that nobody has answered: they are known by their covariates alone. */
  readonly unansweredItems?: number;
}

/** A fit of any engine, as the commands judge, save and print it. */
export interface FittedIrt extends ModelSize {
  readonly learners: number;
  readonly items: number;
  readonly report: FitReport;
  /** What was minimised, step by step. */
  readonly loss: readonly number[];
  /** Log-likelihood of the log it was fitted on, natural logarithm. */
  readonly logLikelihood: () => number;
  readonly more?: EngineFields;
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

/** "2pl", "factor, 5 factors", "hierarchical, 5 + 1 factors": own ones and those of covariates. */
export function modelLabel({ model, factors, ownFactors }: ModelSize): string {
  if (ownFactors !== undefined) return `${model}, ${ownFactors} + ${factors - ownFactors} factors`;
  return factors > 1 ? `${model}, ${factors} factors` : model;
}

/** A model as `--compare` spells it: "2pl", "factor:5", "hierarchical:5" by its own factors. */
export function modelSpelling({ model, factors, ownFactors = factors }: ModelSize): string {
  return SIZED_MODELS.includes(model) ? `${model}:${ownFactors}` : model;
}

/** The JSON fields of a model's size. */
export function sizeFields({ model, factors, ownFactors }: ModelSize): ModelSize {
  return { model, factors, ...(ownFactors === undefined ? {} : { ownFactors }) };
}
