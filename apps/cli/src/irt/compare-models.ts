import type { InteractionLog } from "@zpd/core";
import { f1, type GroupScores, type ItemGroups, scorePredictions, scoresByGroup } from "@zpd/eval";
import type { Run } from "../run-command";
import { aucGain } from "./auc-gain";
import type { ComparedModel, ComparedScores, ContentAreaScores, RareAreaScores } from "./content-area-scores";
import { type FittedIrt, sizeFields } from "./fitted-model";
import { heldOutScores } from "./held-out";

/** A fit beside the main one, on the same training answers. */
export interface OtherFit {
  readonly engine: string;
  readonly fit: FittedIrt;
}

/** Fields of the JSON. */
export interface Judgement {
  readonly byGroup?: readonly ContentAreaScores[];
  readonly rareGroups?: RareAreaScores;
  readonly compared?: readonly ComparedModel[];
}

/** The rarest groups that together have at most this share of the answers are also judged as one: each alone has few. */
const RARE_SHARE = 0.25;

/**
 * How a fit foretells held-out answers group by group, and what it gains over other fits: on all of them, in each group and in the
 * rarest groups together.
 * @param probability of the main fit `[N]`
 * @param test held-out answers, at least one
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
  const areas = groups && scoresByGroup(probability, test.score, test.item, groups);
  const rowsOf = groups && answersByGroup(test.item, groups);
  const rare = rareRows(areas ?? [], rowsOf ?? new Map());
  const predictions = await Promise.all(others.map(async ({ fit }) => Float64Array.from(await fit.predict(test))));
  const total = others.length * (1 + (areas?.length ?? 0) + (rare === undefined ? 0 : 1));
  let done = 0;

  /** What is gained over each other model on some answers. */
  const gainsOn = async (rows: readonly number[]) => {
    const gains = [];
    for (const other of predictions) {
      const paired = { a: pick(probability, rows), b: pick(other, rows), score: pick(test.score, rows) };
      gains.push(await aucGain({ ...paired, learner: pick(learner, rows) }, { seed, signal: run.signal }));
      run.display.onProgress({ task: "Resampling learners", done: ++done, total, unit: "gains" });
    }
    return gains;
  };
  const comparedOn = async (rows: readonly number[]): Promise<{ compared?: ComparedScores[] }> => {
    if (others.length === 0) return {};
    const gains = await gainsOn(rows);
    return {
      compared: others.map(({ fit }, k) => ({
        ...sizeFields(fit),
        ...scoresOn(predictions[k]!, test.score, rows),
        ...gains[k]!,
      })),
    };
  };

  const gains = await gainsOn(Array.from(test.item.keys()));
  const compared = others.map(({ engine, fit }, k): ComparedModel => {
    const { iterations: passes, converged } = fit.report;
    const heldOut = heldOutScores(predictions[k]!, test)!;
    return { ...sizeFields(fit), engine, passes, converged, heldOut, ...gains[k]! };
  });
  const byGroup: ContentAreaScores[] = [];
  for (const area of areas ?? []) byGroup.push({ ...area, ...(await comparedOn(rowsOf!.get(area.group)!)) });
  const rareGroups = rare && {
    groups: rare.groups,
    answers: rare.rows.length,
    ...scoresOn(probability, test.score, rare.rows),
    ...(await comparedOn(rare.rows)),
  };
  return {
    ...(areas === undefined ? {} : { byGroup }),
    ...(rareGroups === undefined ? {} : { rareGroups }),
    ...(others.length === 0 ? {} : { compared }),
  };
}

function scoresOn(
  probability: Float64Array,
  score: InteractionLog["score"],
  rows: readonly number[],
): { readonly auc?: number; readonly f1: number } {
  const own = pick(probability, rows);
  const outcomes = pick(score, rows);
  const { auc } = scorePredictions(own, outcomes);
  return { ...(auc === undefined ? {} : { auc }), f1: f1(own, outcomes) };
}

function learnerOfAnswers({ offsets, item }: InteractionLog): Int32Array {
  const learner = new Int32Array(item.length);
  for (let l = 0; l + 1 < offsets.length; l++) learner.fill(l, offsets[l], offsets[l + 1]);
  return learner;
}

/** Positions of the answers that count under each group, ascending. */
function answersByGroup(item: Int32Array, { names, offsets, members }: ItemGroups): Map<string, number[]> {
  const rows = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const [n, i] of item.entries()) {
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) rows.get(names[members[e]!]!)!.push(n);
  }
  return rows;
}

/** Answers of the rarest groups, each once; absent when these are fewer than two groups. */
function rareRows(
  areas: readonly GroupScores[],
  rowsOf: ReadonlyMap<string, readonly number[]>,
): { readonly groups: number; readonly rows: readonly number[] } | undefined {
  let left = RARE_SHARE * areas.reduce((sum, { answers }) => sum + answers, 0);
  const rare: string[] = [];
  for (const { group, answers } of areas.toReversed()) {
    left -= answers;
    if (left < 0) break;
    rare.push(group);
  }
  if (rare.length < 2) return undefined;
  const rows = [...new Set(rare.flatMap((group) => rowsOf.get(group)!))].sort((a, b) => a - b);
  return { groups: rare.length, rows };
}

function pick<Values extends Float64Array | Float32Array | Uint8Array | Int32Array>(
  values: Values,
  rows: readonly number[],
): Values {
  const picked = values.slice(0, rows.length) as Values;
  for (let k = 0; k < rows.length; k++) picked[k] = values[rows[k]!]!;
  return picked;
}
