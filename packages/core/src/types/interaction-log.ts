import { ZpdError } from "../errors/zpd-error";
import type { QMatrix } from "./q-matrix";
import { createVocabulary, type Vocabulary } from "./vocabulary";

/** Scores in 0…1; logs that hold only 0 and 1 store one byte an answer. */
export type ScoreColumn = Uint8Array | Float32Array;

/**
 * Every answer of every learner, in columns. Answers of learner `l` are the rows
 * `offsets[l] … offsets[l + 1] - 1`, oldest first. `L` learners, `N` answers, `I` items.
 *
 * Memory: 5 bytes an answer when binary, 13 with time, plus the ids: 100 M answers take 0.5 to 1.3 GB.
 */
export interface InteractionLog {
  readonly learners: Vocabulary;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  /** Row starts `[L + 1]`, ascending, `offsets[L] = N`. */
  readonly offsets: Int32Array;
  /** Item index of each answer `[N]`. */
  readonly item: Int32Array;
  /** Score of each answer `[N]`, 0…1. */
  readonly score: ScoreColumn;
  /** Milliseconds since 1970 of each answer `[N]`, NaN where unknown. */
  readonly timestampMs?: Float64Array;
}

/** Number of answers `N`. */
export function answerCount(log: InteractionLog): number {
  return log.item.length;
}

/** Checks every column against the others and returns the log. O(N). @throws SHAPE, INVALID_INPUT */
export function createInteractionLog(log: InteractionLog): InteractionLog {
  const fail = (expected: string, got: string): never => {
    throw new ZpdError("INVALID_INPUT", { where: "createInteractionLog", expected, got });
  };
  const { learners, items, qMatrix, offsets, item, score, timestampMs } = log;
  const answers = item.length;
  if (offsets.length !== learners.size + 1) fail(`offsets [L + 1] = ${learners.size + 1}`, `${offsets.length} values`);
  if (offsets[0] !== 0 || offsets[learners.size] !== answers)
    fail(`offsets from 0 to ${answers}`, `${offsets[0]} to ${offsets[learners.size]}`);
  for (let l = 0; l < learners.size; l++)
    if (offsets[l + 1]! < offsets[l]!) fail("ascending offsets", `a fall at learner ${l}`);
  if (score.length !== answers) fail(`score [N] = ${answers}`, `${score.length} values`);
  if (timestampMs !== undefined && timestampMs.length !== answers)
    fail(`timestampMs [N] = ${answers}`, `${timestampMs.length} values`);
  if (qMatrix.itemCount !== items.size) fail(`a Q-matrix over ${items.size} items`, `${qMatrix.itemCount} rows`);
  for (let n = 0; n < answers; n++) {
    if (!(item[n]! >= 0 && item[n]! < items.size))
      fail(`item indices 0…${items.size - 1}`, `${item[n]} at answer ${n}`);
    if (!(score[n]! >= 0 && score[n]! <= 1)) fail("scores in 0…1", `${score[n]} at answer ${n}`);
  }
  return log;
}

/**
 * The answers of some learners, in the order given; vocabularies of items and concepts stay as they are,
 * so a tracer fitted on one part reads the other. O(answers selected).
 * @throws INVALID_INPUT when a learner comes twice or is not in the log
 */
export function selectLearners(log: InteractionLog, learners: ArrayLike<number>): InteractionLog {
  const count = learners.length;
  const offsets = new Int32Array(count + 1);
  const ids: string[] = [];
  for (let k = 0; k < count; k++) {
    const learner = learners[k]!;
    if (log.learners.ids[learner] === undefined) {
      throw new ZpdError("INVALID_INPUT", {
        where: "selectLearners",
        expected: `learner indices 0…${log.learners.size - 1}`,
        got: `${learner} at position ${k}`,
      });
    }
    offsets[k + 1] = offsets[k]! + log.offsets[learner + 1]! - log.offsets[learner]!;
    ids.push(log.learners.ids[learner]);
  }
  const answers = offsets[count]!;
  const item = new Int32Array(answers);
  const score = log.score instanceof Uint8Array ? new Uint8Array(answers) : new Float32Array(answers);
  const timestampMs = log.timestampMs === undefined ? undefined : new Float64Array(answers);
  for (let k = 0; k < count; k++) {
    const from = log.offsets[learners[k]!]!;
    const to = log.offsets[learners[k]! + 1]!;
    item.set(log.item.subarray(from, to), offsets[k]);
    score.set(log.score.subarray(from, to), offsets[k]);
    if (timestampMs !== undefined) timestampMs.set(log.timestampMs!.subarray(from, to), offsets[k]);
  }
  return {
    ...log,
    learners: createVocabulary(ids),
    offsets,
    item,
    score,
    ...(timestampMs === undefined ? {} : { timestampMs }),
  };
}
