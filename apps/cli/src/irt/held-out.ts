import { createRandomField, type InteractionLog } from "@zpd/core";
import { f1, scorePredictions } from "@zpd/eval";

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

/** How probabilities `[N]` foretell answers that the fit has not seen; absent when there are none. */
export function heldOutScores(probability: ArrayLike<number>, test: InteractionLog): HeldOutScores | undefined {
  if (test.item.length === 0) return undefined;
  const { auc, logLoss, accuracy, answers } = scorePredictions(probability, test.score);
  return { ...(auc === undefined ? {} : { auc }), f1: f1(probability, test.score), logLoss, accuracy, answers };
}
