import { type ItemParameters, type LearnerAbilities, type ModelFile, type QMatrix, ZpdError } from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import {
  difficulties,
  type IrtPosterior,
  itemParametersOf,
  learnerAbilitiesOf,
  MARGINAL_FILE,
  marginalFromModelFile,
  posteriorFromModelFile,
} from "@zpd/kt/irt";

/** What any `zpd irt fit` has saved, in the words that all engines share. */
export interface SavedIrtModel {
  readonly model: string;
  readonly parameters: ItemParameters;
  /** Difficulty b of a (theta - b) where there is one factor, else the threshold; with its scale. `[I]` */
  readonly difficulty: Float64Array;
  readonly difficultyScale?: Float64Array;
  readonly itemAnswers: Int32Array;
  readonly qMatrix: QMatrix;
  /** Of the learners that were fitted. */
  readonly abilities: LearnerAbilities;
  /** Mean and standard deviation of who is new, factor by factor `[D]`. */
  readonly learnerMean: Float64Array;
  readonly learnerScale: Float64Array;
  /** Absent after `--engine mml`, which gives estimates with standard errors. */
  readonly posterior?: IrtPosterior;
}

/** @throws INVALID_INPUT when the folder holds another kind of model */
export async function readSavedModel(directory: string): Promise<SavedIrtModel> {
  const file = await loadModel(directory);
  return file.config.model === MARGINAL_FILE ? fromMarginal(file) : fromPosterior(file);
}

/** The same, for commands about one ability. @throws UNSUPPORTED on a model of several factors */
export async function readOneFactorModel(where: string, directory: string): Promise<SavedIrtModel> {
  const saved = await readSavedModel(directory);
  const { factors } = saved.parameters;
  if (factors === 1) return saved;
  throw new ZpdError("UNSUPPORTED", {
    where,
    expected: "a model of one factor: rasch, 1pl, 2pl or 3pl",
    got: `${saved.model} with ${factors} factors`,
    location: { file: directory },
    advice: "one number does not say what its learners can; fit 2pl for that",
  });
}

function fromMarginal(file: ModelFile): SavedIrtModel {
  return { ...marginalFromModelFile(file), learnerMean: Float64Array.of(0), learnerScale: Float64Array.of(1) };
}

function fromPosterior(file: ModelFile): SavedIrtModel {
  const posterior = posteriorFromModelFile(file);
  const parameters = itemParametersOf(posterior);
  const { model, factors, itemAnswers, qMatrix, learnerPrior } = posterior;
  const b =
    factors === 1
      ? difficulties(parameters)
      : { difficulty: parameters.threshold, ...ifKnown(parameters.thresholdScale) };
  return {
    model,
    parameters,
    ...b,
    itemAnswers,
    qMatrix,
    abilities: learnerAbilitiesOf(posterior),
    learnerMean: learnerPrior.slice(0, factors),
    learnerScale: learnerPrior.slice(factors).map(Math.sqrt),
    posterior,
  };
}

function ifKnown(difficultyScale: Float64Array | undefined): { difficultyScale?: Float64Array } {
  return difficultyScale === undefined ? {} : { difficultyScale };
}

/** The posterior of a saved model, for commands that need one. @throws UNSUPPORTED after `--engine mml` */
export async function readSavedPosterior(
  where: string,
  directory: string,
): Promise<{ file: ModelFile; posterior: IrtPosterior }> {
  const file = await loadModel(directory);
  if (file.config.model === MARGINAL_FILE) {
    throw new ZpdError("UNSUPPORTED", {
      where,
      expected: "a posterior, which the engines variational and svi fit",
      got: "item parameters of --engine mml, which are estimates without a posterior",
      location: { file: directory },
      advice: "fit rasch, 2pl or factor without --engine mml, or fit all answers anew",
    });
  }
  return { file, posterior: posteriorFromModelFile(file) };
}
