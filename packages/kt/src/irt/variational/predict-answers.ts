import { type InteractionLog, logSigmoid, sigmoid } from "@zpd/core";
import { type IrtPosterior, itemRowWidth, learnerRowWidth } from "../types/posterior";

export interface PredictOptions {
  /** Average over the posterior (default), or plug its means in, as Shi & Athey do. */
  readonly integrate?: boolean;
}

/** Square of the factor between probit and logistic curve: E sigmoid(x) = sigmoid(m / sqrt(1 + pi v / 8)), MacKay 1992. */
const PROBIT = Math.PI / 8;

/** Calls `visit` with the logit of each answer's P(correct), in the log's order. Allocates nothing by answer. */
function visitLogits(
  posterior: IrtPosterior,
  log: InteractionLog,
  integrate: boolean,
  visit: (n: number, logit: number) => void,
): void {
  const { factors, learners, items, learnerRows, itemRows, learnerPrior, itemPrior } = posterior;
  const learnerWidth = learnerRowWidth(factors);
  const itemWidth = itemRowWidth(factors);
  const itemIndex = Int32Array.from(log.items.ids, (id) => items.indexOf(id));
  for (let l = 0; l < log.learners.size; l++) {
    const index = learners.indexOf(log.learners.ids[l]!);
    const learner = index < 0 ? learnerPrior : learnerRows;
    const from = index < 0 ? 0 : index * learnerWidth;
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
      const i = itemIndex[log.item[n]!]!;
      const item = i < 0 ? itemPrior : itemRows;
      const row = i < 0 ? 0 : i * itemWidth;
      let m = -item[row + 2 * factors]!;
      let v = item[row + 2 * factors + 1]!;
      for (let d = 0; d < factors; d++) {
        const a = item[row + d]!;
        const mean = learner[from + d]!;
        const variance = learner[from + factors + d]!;
        m += a * mean;
        v += a * a * variance + item[row + factors + d]! * (mean * mean + variance);
      }
      visit(n, integrate ? m / Math.sqrt(1 + PROBIT * v) : m);
    }
  }
}

/**
 * P(correct) of a log's answers `[N]` from a posterior alone. Learners and items are found by their ids; those that the
 * posterior does not know are at its prior. O(N D).
 */
export function predictAnswers(
  posterior: IrtPosterior,
  log: InteractionLog,
  { integrate = true }: PredictOptions = {},
): Float64Array {
  const probability = new Float64Array(log.item.length);
  visitLogits(posterior, log, integrate, (n, logit) => {
    probability[n] = sigmoid(logit);
  });
  return probability;
}

/** Log-likelihood of a log's answers under `predictAnswers`, natural logarithm; a fraction counts by its shares. O(N D). */
export function answersLogLikelihood(
  posterior: IrtPosterior,
  log: InteractionLog,
  { integrate = true }: PredictOptions = {},
): number {
  let sum = 0;
  visitLogits(posterior, log, integrate, (n, logit) => {
    // log(1 - sigmoid(x)) = log sigmoid(x) - x.
    sum += logSigmoid(logit) - (1 - log.score[n]!) * logit;
  });
  return sum;
}
