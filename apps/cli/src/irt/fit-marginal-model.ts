import { type Config, type InteractionLog, identityQMatrix, sigmoid, ZpdError } from "@zpd/core";
import { alignLog } from "@zpd/data";
import {
  estimateAbilities,
  fitMarginal,
  type MarginalFit,
  type MarginalModel,
  type MarginalOptions,
  marginalToModelFile,
} from "@zpd/kt/irt";
import type { Run } from "../run-command";
import type { FittedIrt } from "./fitted-model";
import { shownIds } from "./missing-rows";

/** Square of the factor between probit and logistic curve: E sigmoid(x) = sigmoid(m / sqrt(1 + pi v / 8)), MacKay 1992. */
const PROBIT = Math.PI / 8;

/** Items by marginal maximum likelihood, learners by their posterior means given the items. */
export async function fitMarginalModel(
  model: MarginalModel,
  log: InteractionLog,
  config: Config,
  { signal, display: { onProgress } }: Run,
): Promise<FittedIrt> {
  // `fitMarginal` checks names and ranges.
  const options = config as unknown as MarginalOptions;
  const fit = await fitMarginal(log, model, { ...options, signal, onProgress });
  const abilities = await estimateAbilities(log, fit.parameters, { signal, onProgress });
  const itemAnswers = new Int32Array(log.items.size);
  for (const item of log.item) itemAnswers[item]!++;
  return {
    model,
    factors: 1,
    learners: log.learners.size,
    items: log.items.size,
    report: fit.report,
    loss: (fit.report.history ?? []).map((value) => -value),
    logLikelihood: () => fit.logLikelihood,
    more: { freeParameters: fit.freeParameters, aic: fit.aic, bic: fit.bic },
    predict: (test) => predictMarginal(fit, abilities, test),
    toModelFile: (saved) => marginalToModelFile({ ...fit, qMatrix: log.qMatrix, itemAnswers, abilities }, saved),
  };
}

/**
 * P(correct) with items as known and each learner's ability averaged over a normal posterior; a learner without answers is
 * N(0, 1). @throws UNKNOWN_ID on items that were not fitted: nothing is believed of them
 */
function predictMarginal(
  { parameters }: MarginalFit,
  { learners, ability, abilityScale }: Awaited<ReturnType<typeof estimateAbilities>>,
  test: InteractionLog,
): Float64Array {
  const { items, discrimination, threshold, guess } = parameters;
  const unknown = test.items.ids.filter((id) => items.indexOf(id) < 0);
  if (unknown.length > 0) {
    throw new ZpdError("UNKNOWN_ID", {
      where: "--test",
      expected: "items of --data: marginal maximum likelihood believes nothing of others",
      got: `${unknown.length} other items (${shownIds(unknown)})`,
      advice: "leave them out, or fit a posterior, which has a prior for them",
    });
  }
  const { offsets, item } = alignLog(test, { items, qMatrix: identityQMatrix(items) });
  const probability = new Float64Array(item.length);
  for (const [l, id] of test.learners.ids.entries()) {
    const known = learners.indexOf(id);
    const mean = known < 0 ? 0 : ability[known]!;
    const variance = known < 0 ? 1 : abilityScale[known]! ** 2;
    for (let n = offsets[l]!; n < offsets[l + 1]!; n++) {
      const i = item[n]!;
      const slope = discrimination[i]!;
      const low = guess?.[i] ?? 0;
      const logit = (slope * mean - threshold[i]!) / Math.sqrt(1 + PROBIT * slope * slope * variance);
      probability[n] = low + (1 - low) * sigmoid(logit);
    }
  }
  return probability;
}
