import {
  type Config,
  type FitOptions,
  type FitResult,
  type FittedTracer,
  type InteractionLog,
  itemsByConcept,
  type ModelFile,
  NO_ITEM,
  type ParameterRow,
  type TracerDescriptor,
  type TracerState,
  ZpdError,
} from "@zpd/core";
import { conceptCovariates } from "../irt/hierarchical/concept-covariates";
import { fitHierarchical } from "../irt/hierarchical/fit-hierarchical";
import {
  checkHierarchicalConfig,
  type HierarchicalConfig,
  hierarchicalDefaults,
  savedHierarchicalConfig,
} from "../irt/hierarchical/hierarchical-config";
import { difficulties } from "../irt/types/difficulties";
import type { IrtPosterior, PosteriorModel, VariationalModel } from "../irt/types/posterior";
import { type AbilityBelief, expectedCorrect, takeAnswer } from "../irt/variational/ability-belief";
import { fitVariational } from "../irt/variational/fit-variational";
import { itemParametersOf } from "../irt/variational/posterior-columns";
import { posteriorFromModelFile, posteriorToModelFile } from "../irt/variational/posterior-file";
import {
  checkVariationalConfig,
  type VariationalConfig,
  variationalDefaults,
} from "../irt/variational/variational-config";
import { assertAnswers, assertCandidates } from "../parts/check-answers";
import { assertBatchSize, assertRows, outputArray } from "../parts/check-batch";
import { pickRows } from "../parts/rows";

/**
 * Item response models as tracers: items' posterior from a fit on all learners, then one normal belief about each new
 * learner's abilities, moved by every answer.
 *
 *   logit P(correct) = discrimination . ability - threshold
 *
 * Source: Shi & Athey's models, fitted by `fitVariational`; the online step is `takeAnswer`. `restore` also reads what
 * `zpd irt fit` saved: one file, two uses.
 *
 * | | state |
 * |---|---|
 * | ability, mean | `[B, D]` |
 * | ability, covariance | `[B, D, D]` |
 *
 * A learner starts at the prior of the abilities; who took part in the fit is nobody special. Abilities do not change by
 * practice: the belief narrows and stays. Predictions average over the beliefs about learner and item.
 *
 * Mastery of a concept: P(correct) averaged over the items that need it (over all items where none does); 0…1.
 *
 * Cost: `observe` O(D²) a learner, `predict` O(I D²), `mastery` as `predict` and the entries of the Q-matrix; the state holds
 * 8 D (D + 1) bytes a learner.
 */
interface ItemResponseState extends TracerState, AbilityBelief {}

const CITATION =
  "Shi, Athey, Bayesian Measurement Models for Online Sparse Settings; Jaakkola, Jordan, Bayesian parameter estimation via variational methods, Statistics and Computing 10, 2000, 25-37.";

function createItemResponseTracer(posterior: IrtPosterior, config: Config): FittedTracer<ItemResponseState> {
  const { model, factors, items: vocabulary, qMatrix, learnerPrior } = posterior;
  const itemCount = vocabulary.size;
  const conceptCount = qMatrix.concepts.size;
  const byConcept = itemsByConcept(qMatrix);
  const scratch = new Float64Array(factors);
  const correct = new Float64Array(itemCount);
  const square = factors * factors;
  const where = (method: string): string => `${model}.${method}`;
  return {
    id: model,
    items: vocabulary,
    qMatrix,
    start(batchSize) {
      assertBatchSize(where("start"), batchSize);
      const mean = new Float64Array(batchSize * factors);
      const covariance = new Float64Array(batchSize * square);
      for (let b = 0; b < batchSize; b++) {
        for (let d = 0; d < factors; d++) {
          mean[b * factors + d] = learnerPrior[d]!;
          covariance[b * square + d * factors + d] = learnerPrior[factors + d]!;
        }
      }
      return { batchSize, mean, covariance };
    },
    observe(state, items, scores) {
      assertAnswers(where("observe"), state.batchSize, items, scores, itemCount);
      for (let b = 0; b < state.batchSize; b++) {
        if (items[b] !== NO_ITEM) takeAnswer(posterior, state, b, items[b]!, scores[b]!, scratch);
      }
    },
    predict(state, given) {
      const out = outputArray(where("predict"), given, state.batchSize * itemCount, "[B, I]");
      for (let b = 0; b < state.batchSize; b++) {
        for (let i = 0; i < itemCount; i++) out[b * itemCount + i] = expectedCorrect(posterior, state, b, i, scratch);
      }
      return out;
    },
    predictItems(state, items, given) {
      const candidates = assertCandidates(where("predictItems"), items, state.batchSize, itemCount);
      const out = outputArray(where("predictItems"), given, items.length, "[B, N]");
      for (let k = 0; k < items.length; k++) {
        const learner = Math.floor(k / candidates);
        out[k] = items[k] === NO_ITEM ? Number.NaN : expectedCorrect(posterior, state, learner, items[k]!, scratch);
      }
      return out;
    },
    mastery(state, given) {
      const out = outputArray(where("mastery"), given, state.batchSize * conceptCount, "[B, C]");
      for (let b = 0; b < state.batchSize; b++) {
        let sum = 0;
        for (let i = 0; i < itemCount; i++) {
          correct[i] = expectedCorrect(posterior, state, b, i, scratch);
          sum += correct[i]!;
        }
        for (let c = 0; c < conceptCount; c++) {
          const [from, to] = [byConcept.offsets[c]!, byConcept.offsets[c + 1]!];
          let own = 0;
          for (let e = from; e < to; e++) own += correct[byConcept.item[e]!]!;
          out[b * conceptCount + c] = from === to ? sum / itemCount : own / (to - from);
        }
      }
      return out;
    },
    selectRows(state, rows) {
      assertRows(where("selectRows"), rows, state.batchSize);
      return {
        batchSize: rows.length,
        mean: pickRows(state.mean, rows, factors, new Float64Array(rows.length * factors)),
        covariance: pickRows(state.covariance, rows, square, new Float64Array(rows.length * square)),
      };
    },
    toModelFile: () => posteriorToModelFile(posterior, config),
  };
}

/** One row an item: discrimination and difficulty for one factor, discriminations and threshold for several. */
function parameterRows(posterior: IrtPosterior): ParameterRow[] {
  const { factors } = posterior;
  const parameters = itemParametersOf(posterior);
  const { discrimination, threshold } = parameters;
  const difficulty = factors === 1 ? difficulties(parameters).difficulty : threshold;
  return posterior.items.ids.map((item, i) => ({
    item,
    answers: posterior.itemAnswers[i]!,
    ...Object.fromEntries(
      Array.from({ length: factors }, (_, d) => [
        factors === 1 ? "discrimination" : `discrimination${d + 1}`,
        discrimination[i * factors + d]!,
      ]),
    ),
    [factors === 1 ? "difficulty" : "threshold"]: difficulty[i]!,
  }));
}

function readPosterior(where: string, model: PosteriorModel, file: ModelFile): IrtPosterior {
  const posterior = posteriorFromModelFile(file);
  if (posterior.model !== model) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `a model file of "${model}"`,
      got: `one of "${posterior.model}"`,
    });
  }
  return posterior;
}

function createDescriptor(model: VariationalModel, title: string): TracerDescriptor<VariationalConfig> {
  return {
    id: model,
    title,
    citation: CITATION,
    defaults: variationalDefaults[model],
    async fit(log: InteractionLog, given: Partial<VariationalConfig>, options: FitOptions): Promise<FitResult> {
      const config = checkVariationalConfig(`${model}.fit`, model, given);
      const { posterior, report } = await fitVariational(model, log, config, options);
      return {
        tracer: createItemResponseTracer(posterior, config),
        report: { ...report, parameters: parameterRows(posterior) },
      };
    },
    restore(file: ModelFile): FittedTracer {
      const where = `${model}.restore`;
      const posterior = readPosterior(where, model, file);
      return createItemResponseTracer(posterior, checkVariationalConfig(where, model, file.config.config));
    },
  };
}

// Pure, so that a page that does not use them does not hold them, and the kernels with them.
export const raschDescriptor = /* @__PURE__ */ createDescriptor("rasch", "Rasch model, Bayesian");
export const twoParameterDescriptor = /* @__PURE__ */ createDescriptor(
  "2pl",
  "Two-parameter item response model, Bayesian",
);
export const factorDescriptor = /* @__PURE__ */ createDescriptor(
  "factor",
  "Latent factor item response model, Bayesian",
);

/** As a tracer the hierarchical model takes the log's concepts as its covariates; `fitHierarchical` takes any table. */
export const hierarchicalDescriptor: TracerDescriptor<HierarchicalConfig> = {
  id: "hierarchical",
  title: "Hierarchical factor item response model with concepts as item covariates, Bayesian",
  citation: CITATION,
  defaults: hierarchicalDefaults,
  async fit(log, given, options) {
    const config = checkHierarchicalConfig("hierarchical.fit", given);
    const { posterior, report } = await fitHierarchical(log, conceptCovariates(log.qMatrix), config, options);
    return {
      tracer: createItemResponseTracer(posterior, config),
      report: { ...report, parameters: parameterRows(posterior) },
    };
  },
  restore(file) {
    const posterior = readPosterior("hierarchical.restore", "hierarchical", file);
    return createItemResponseTracer(posterior, savedHierarchicalConfig(posterior, file.config.config));
  },
};
