import { createRandomField, type InteractionLog } from "@zpd/core";
import { scorePredictions } from "@zpd/eval";

/** The JSON field `heldOut`. */
export interface HeldOutScores {
  readonly auc?: number;
  readonly f1: number;
  readonly logLoss: number;
  readonly accuracy: number;
  readonly answers: number;
}

/** The answers whose part is `part`, all learners and items kept. */
function selectAnswers(log: InteractionLog, partOf: Uint8Array, part: number): InteractionLog {
  const offsets = new Int32Array(log.offsets.length);
  let count = 0;
  for (let l = 0; l < log.learners.size; l++) {
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) if (partOf[n] === part) count++;
    offsets[l + 1] = count;
  }
  const item = new Int32Array(count);
  const score = log.score instanceof Uint8Array ? new Uint8Array(count) : new Float32Array(count);
  for (let n = 0, to = 0; n < partOf.length; n++) {
    if (partOf[n] !== part) continue;
    item[to] = log.item[n]!;
    score[to++] = log.score[n]!;
  }
  const { learners, items, qMatrix } = log;
  return { learners, items, qMatrix, offsets, item, score };
}

/**
 * Each answer independently with probability `share` in `test`, as Shi and Athey split: what is held out are answers of known
 * learners to known items, for a posterior says nothing of others. The same seed gives the same split.
 */
export function holdOutAnswers(
  log: InteractionLog,
  share: number,
  seed: number,
): { train: InteractionLog; test: InteractionLog } {
  const field = createRandomField(seed, "irt-hold-out");
  const partOf = new Uint8Array(log.item.length);
  for (let n = 0; n < partOf.length; n++) partOf[n] = field.uniform(n) < share ? 1 : 0;
  return { train: selectAnswers(log, partOf, 0), test: selectAnswers(log, partOf, 1) };
}

/** F1 of right answers, threshold one half; 0 where none is right and none is predicted to be. */
function f1Score(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  let hits = 0;
  let sizes = 0;
  for (let n = 0; n < score.length; n++) {
    const isRight = score[n] === 1 ? 1 : 0;
    const isPredicted = probability[n]! >= 0.5 ? 1 : 0;
    hits += isRight * isPredicted;
    sizes += isRight + isPredicted;
  }
  return sizes === 0 ? 0 : (2 * hits) / sizes;
}

function scoresOf(probability: ArrayLike<number>, score: ArrayLike<number>): HeldOutScores {
  const { auc, logLoss, accuracy, answers } = scorePredictions(probability, score);
  return { ...(auc === undefined ? {} : { auc }), f1: f1Score(probability, score), logLoss, accuracy, answers };
}

/** How probabilities `[N]` foretell answers that the fit has not seen; absent when there are none. */
export function heldOutScores(probability: ArrayLike<number>, test: InteractionLog): HeldOutScores | undefined {
  return test.item.length === 0 ? undefined : scoresOf(probability, test.score);
}

/** An entry of the JSON field `byGroup`. */
export interface GroupScores {
  readonly group: string;
  readonly answers: number;
  readonly auc?: number;
  readonly f1: number;
}

/**
 * The same group by group, the most answered first. An answer counts under each group of its item. O(N groups of an item).
 * @param groupsOf groups of an item of `test`, by its index
 */
export function heldOutByGroup(
  probability: ArrayLike<number>,
  test: InteractionLog,
  groupsOf: (item: number) => readonly string[],
): GroupScores[] {
  const rows = new Map<string, number[]>();
  test.item.forEach((item, n) => {
    for (const group of groupsOf(item)) {
      const own = rows.get(group);
      if (own === undefined) rows.set(group, [n]);
      else own.push(n);
    }
  });
  return [...rows]
    .sort(([nameA, a], [nameB, b]) => b.length - a.length || (nameA < nameB ? -1 : 1))
    .map(([group, own]) => {
      const { auc, f1, answers } = scoresOf(
        own.map((n) => probability[n]!),
        own.map((n) => test.score[n]!),
      );
      return { group, answers, ...(auc === undefined ? {} : { auc }), f1 };
    });
}
