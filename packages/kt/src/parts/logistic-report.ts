import type { FitWarning, InteractionLog, ParameterRow } from "@zpd/core";
import { conceptFeatureNames, learnerFeatureNames, repeatFeatureNames } from "./logistic-features";
import type { HistorySetting } from "./logistic-history";
import type { LogisticWeights } from "./logistic-weights";

/** All weights but the item effects as a table: `term` says of which group, `name` of which concept or feature. */
export function logisticParameterTable(setting: HistorySetting, weights: LogisticWeights): ParameterRow[] {
  const { ids } = setting.qMatrix.concepts;
  const group = (term: string, names: readonly string[], values: Float64Array): ParameterRow[] =>
    names.map((name, k) => ({ term, name, weight: values[k]! }));
  return [
    ...group("intercept", ["intercept"], weights.intercept),
    ...group("learner", learnerFeatureNames(setting), weights.learner),
    ...group("concept", conceptFeatureNames(setting), weights.concept),
    ...group("repeat", repeatFeatureNames, weights.repeat),
    ...group("concept effect", ids, weights.conceptEffect),
    ...group("concept success gain", ids, weights.successGain),
    ...group("concept failure gain", ids, weights.failureGain),
  ];
}

/** Items met in training and always answered alike, for a fit without a ridge on their effects. */
export function separatedItemsWarning(
  log: InteractionLog,
  itemCount: Int32Array,
  itemScore: Float64Array,
): FitWarning[] {
  const ids = log.items.ids.filter(
    (_, i) => itemCount[i]! > 0 && (itemScore[i] === 0 || itemScore[i] === itemCount[i]),
  );
  if (ids.length === 0) return [];
  const message = `${ids.length} items were always answered alike and no ridge holds their effects; set itemRidge above 0`;
  return [{ code: "SEPARATION", message, ids }];
}
