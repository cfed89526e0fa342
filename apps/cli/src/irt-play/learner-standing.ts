import { type InteractionLog, selectLearners } from "@zpd/core";
import {
  estimateAbilities,
  fitHierarchical,
  fitVariational,
  type IrtPosterior,
  learnerAbilitiesOf,
  savedHierarchicalConfig,
  variationalDefaults,
} from "@zpd/kt/irt";
import type { SavedIrtModel } from "../irt/saved-model";
import type { CommonOptions } from "../options";
import type { Run } from "../run-command";
import { unknownIdError } from "./unknown-id";

/** Where a learner stands, as far as a model and perhaps a log tell. */
export interface LearnerStanding {
  readonly id: string;
  /** Posterior mean and standard deviation `[D]`. */
  readonly ability: Float64Array;
  readonly abilityScale: Float64Array;
  /** `model`: as fitted; `answers`: estimated from the answers of `--data`; `prior`: nothing is known of her. */
  readonly from: "model" | "answers" | "prior";
  /** Items that she answered in `--data`, as indices of the model. */
  readonly seen: Int32Array;
}

/** A log's answers to items that the model knows, in the model's words; what was left out is counted. O(N + I). */
export function answersToKnown(
  log: InteractionLog,
  { parameters: { items }, qMatrix }: SavedIrtModel,
): { readonly log: InteractionLog; readonly unknownItems: number; readonly unknownAnswers: number } {
  const index = Int32Array.from(log.items.ids, (id) => items.indexOf(id));
  const offsets = new Int32Array(log.offsets.length);
  const kept: number[] = [];
  for (let l = 0; l < log.learners.size; l++) {
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) if (index[log.item[n]!]! >= 0) kept.push(n);
    offsets[l + 1] = kept.length;
  }
  const score = log.score instanceof Uint8Array ? new Uint8Array(kept.length) : new Float32Array(kept.length);
  for (const [to, n] of kept.entries()) score[to] = log.score[n]!;
  const item = Int32Array.from(kept, (n) => index[log.item[n]!]!);
  return {
    log: { learners: log.learners, items, qMatrix, offsets, item, score },
    unknownItems: index.filter((i) => i < 0).length,
    unknownAnswers: log.item.length - kept.length,
  };
}

/**
 * Where some learners stand: those of the model as it has them, others by their answers in `log`, given the items.
 * @param where option that named the learners, for messages
 * @param log answers in the model's words, by `answersToKnown`
 * @throws UNKNOWN_ID on a learner of neither
 */
export async function standingsOf(
  where: string,
  ids: readonly string[],
  saved: SavedIrtModel,
  log: InteractionLog | undefined,
  options: CommonOptions,
  run: Run,
): Promise<LearnerStanding[]> {
  const { learners, ability, abilityScale } = saved.abilities;
  const { factors } = saved.parameters;
  const fresh = [...new Set(ids)].filter((id) => learners.indexOf(id) < 0);
  const strange = fresh.find((id) => log === undefined || log.learners.indexOf(id) < 0);
  if (strange !== undefined) {
    throw unknownIdError({
      where,
      expected: log === undefined ? "a learner of the model" : "a learner of the model or of --data",
      id: strange,
      known: log === undefined ? learners.ids : [...new Set([...learners.ids, ...log.learners.ids])],
      advice:
        log === undefined
          ? "a learner that was not fitted needs her answers: --data FILE"
          : "add her answers to the file, or fit her in with zpd irt update",
    });
  }
  const estimate = fresh.length === 0 ? undefined : await estimateFresh(fresh, saved, log!, options, run);
  return ids.map((id) => {
    const row = learners.indexOf(id);
    const inLog = log?.learners.indexOf(id) ?? -1;
    const seen = inLog < 0 ? new Int32Array(0) : log!.item.slice(log!.offsets[inLog], log!.offsets[inLog + 1]);
    const source = row < 0 ? estimate! : { ability, abilityScale, indexOf: () => row };
    const from = source.indexOf(id) * factors;
    return {
      id,
      ability: source.ability.slice(from, from + factors),
      abilityScale: source.abilityScale.slice(from, from + factors),
      from: row >= 0 ? "model" : seen.length > 0 ? "answers" : "prior",
      seen,
    };
  });
}

interface Estimate {
  readonly ability: Float64Array;
  readonly abilityScale: Float64Array;
  readonly indexOf: (id: string) => number;
}

/** Abilities of learners of a log, given the items of a model: EAP for one factor, the frozen posterior for several. */
async function estimateFresh(
  ids: readonly string[],
  { parameters, learnerMean, learnerScale, posterior }: SavedIrtModel,
  log: InteractionLog,
  { seed, threads }: CommonOptions,
  { signal }: Run,
): Promise<Estimate> {
  const own = selectLearners(
    log,
    ids.map((id) => log.learners.indexOf(id)),
  );
  if (parameters.factors === 1) {
    const prior = { priorMean: learnerMean[0]!, priorDeviation: learnerScale[0]! };
    const { ability, abilityScale } = await estimateAbilities(own, parameters, { method: "eap", ...prior, signal });
    return { ability, abilityScale, indexOf: (id) => own.learners.indexOf(id) };
  }
  const fit = await withFrozenItems(own, posterior!, { seed, threads, signal });
  const { learners, ability, abilityScale } = learnerAbilitiesOf(fit);
  return { ability, abilityScale, indexOf: (id) => learners.indexOf(id) };
}

/** The posterior with the learners of a log added and every item as it was. */
async function withFrozenItems(
  log: InteractionLog,
  prior: IrtPosterior,
  work: { readonly seed: number; readonly threads: number; readonly signal: AbortSignal },
): Promise<IrtPosterior> {
  const options = { ...work, prior, freeze: { items: prior.items.ids } };
  if (prior.model !== "hierarchical") {
    const { model, factors } = prior;
    return (await fitVariational(model, log, { ...variationalDefaults[model], factors }, options)).posterior;
  }
  const { factors } = prior;
  const config = savedHierarchicalConfig(prior, { factors });
  return (await fitHierarchical(log, undefined, config, options)).posterior;
}
