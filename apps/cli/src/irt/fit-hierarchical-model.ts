import type { InteractionLog } from "@zpd/core";
import { addItems, fitHierarchical, type HierarchicalConfig, type IrtPosterior, predictAnswers } from "@zpd/kt/irt";
import { type FamilyFacts, type FittedIrt, fittedPosterior } from "./fitted-model";
import type { CovariateSource } from "./item-covariates";

/**
 * A hierarchical posterior with the items that the covariates know and nobody has answered in it: what their columns feed is what
 * the fit learned of those.
 * @param covariates absent only for an update without new items
 */
export async function fitHierarchicalModel(
  log: InteractionLog,
  covariates: CovariateSource | undefined,
  config: Partial<HierarchicalConfig>,
  options: Parameters<typeof fitHierarchical>[3],
): Promise<FittedIrt> {
  const { posterior, report } = await fitHierarchical(log, covariates?.of(log), config, options);
  const whole = extend(posterior, covariates?.unanswered, covariates);
  const families = (whole.families ?? []).map(
    ({ name, columns, latents, scale }): FamilyFacts => ({
      name,
      kind: scale === undefined ? "text" : "number",
      attributes: columns.length,
      factors: latents,
    }),
  );
  const unansweredItems = whole.items.size - posterior.items.size;
  return {
    ...fittedPosterior({ posterior: whole, report }, log),
    ownFactors: families.reduce((left, { factors }) => left - factors, posterior.factors),
    more: {
      ...(covariates === undefined ? {} : { covariates: covariates.origin }),
      families,
      ...(unansweredItems === 0 ? {} : { unansweredItems }),
    },
    predict: (test) => predictAnswers(extend(whole, test, covariates), test),
  };
}

/** The posterior with further items, by what the covariates say of them. */
function extend(
  posterior: IrtPosterior,
  world: Pick<InteractionLog, "items" | "qMatrix"> | undefined,
  covariates: CovariateSource | undefined,
): IrtPosterior {
  if (world === undefined || covariates === undefined) return posterior;
  if (world.items.ids.every((id) => posterior.items.indexOf(id) >= 0)) return posterior;
  return addItems(posterior, world, covariates.of(world));
}
