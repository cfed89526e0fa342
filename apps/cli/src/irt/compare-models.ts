import type { InteractionLog } from "@zpd/core";
import { type GroupScores, type ItemGroups, scoresByGroup } from "@zpd/eval";
import type { Run } from "../run-command";
import { aucGain } from "./auc-gain";
import type { ComparedModel, ComparedScores, ContentAreaScores } from "./content-area-scores";
import { type FittedIrt, sizeFields } from "./fitted-model";
import { heldOutScores } from "./held-out";

/** A fit beside the main one, on the same training answers. */
export interface OtherFit {
  readonly engine: string;
  readonly fit: FittedIrt;
}

export interface Judgement {
  readonly byGroup?: readonly ContentAreaScores[];
  readonly compared?: readonly ComparedModel[];
}

/**
 * How a fit foretells held-out answers group by group, and what it gains over other fits, on all of them and in each group.
 * @param probability of the main fit `[N]`
 * @param groups of the items of `test`
 */
export async function judgeFits(
  probability: Float64Array,
  others: readonly OtherFit[],
  test: InteractionLog,
  groups: ItemGroups | undefined,
  run: Run,
  seed: number,
): Promise<Judgement> {
  const learner = learnerOfAnswers(test);
  const gainOn = (rows: ArrayLike<number>, other: Float64Array) =>
    aucGain(
      { a: pick(probability, rows), b: pick(other, rows), score: pick(test.score, rows), learner: pick(learner, rows) },
      { seed, signal: run.signal },
    );
  const areas = groups && scoresByGroup(probability, test.score, test.item, groups);
  const rowsOf = groups && answersByGroup(test.item, groups);
  const total = others.length * (1 + (areas?.length ?? 0));
  let done = 0;
  const step = () => run.display.onProgress({ task: "Resampling learners", done: ++done, total, unit: "gains" });

  const compared: ComparedModel[] = [];
  const comparedByArea = new Map<string, ComparedScores[]>();
  for (const { engine, fit } of others) {
    const other = Float64Array.from(await fit.predict(test));
    const { iterations: passes, converged } = fit.report;
    const size = sizeFields(fit);
    const gain = await gainOn(Array.from(test.item.keys()), other);
    compared.push({ ...size, engine, passes, converged, heldOut: heldOutScores(other, test)!, ...gain });
    step();
    if (groups === undefined) continue;
    for (const { group, auc, f1 } of scoresByGroup(other, test.score, test.item, groups)) {
      const scores = {
        ...size,
        ...(auc === undefined ? {} : { auc }),
        f1,
        ...(await gainOn(rowsOf!.get(group)!, other)),
      };
      comparedByArea.set(group, [...(comparedByArea.get(group) ?? []), scores]);
      step();
    }
  }
  if (others.length === 0) return areas === undefined ? {} : { byGroup: areas };
  const withOthers = (area: GroupScores) => ({ ...area, compared: comparedByArea.get(area.group)! });
  return { ...(areas === undefined ? {} : { byGroup: areas.map(withOthers) }), compared };
}

function learnerOfAnswers({ offsets, item }: InteractionLog): Int32Array {
  const learner = new Int32Array(item.length);
  for (let l = 0; l + 1 < offsets.length; l++) learner.fill(l, offsets[l], offsets[l + 1]);
  return learner;
}

/** Positions of the answers that count under each group. */
function answersByGroup(item: Int32Array, { names, offsets, members }: ItemGroups): Map<string, number[]> {
  const rows = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const [n, i] of item.entries()) {
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) rows.get(names[members[e]!]!)!.push(n);
  }
  return rows;
}

function pick<Values extends Float64Array | Float32Array | Uint8Array | Int32Array>(
  values: Values,
  rows: ArrayLike<number>,
): Values {
  const picked = values.slice(0, rows.length) as Values;
  for (let k = 0; k < rows.length; k++) picked[k] = values[rows[k]!]!;
  return picked;
}
