import {
  createNumberedVocabulary,
  createPause,
  createRandomField,
  type InteractionLog,
  type LearnerEnv,
  NO_ITEM,
  type RandomField,
  type Simulator,
  type StepInfo,
  type WorkOptions,
  ZpdError,
} from "@zpd/core";
import { type ItemVisits, RIGHT_SCORE } from "./item-visits";

export interface ReplayOptions extends WorkOptions {
  readonly simulator: Simulator;
  /** What the real learners did. */
  readonly log: InteractionLog;
  readonly visits: ItemVisits;
  /** Index of each learner of `log` in the simulator's population `[L]`. */
  readonly population: Int32Array;
  /** How often each learner is simulated; repeat `r` gets the luck of stream `r`. */
  readonly repeats: number;
  readonly seed: number;
}

export interface Replay {
  /** Repeat `r` of learner `l` is learner `l * repeats + r` of this log. */
  readonly log: InteractionLog;
  /** 1 where an answer is the first of its visit `[N]`. */
  readonly first: Uint8Array;
  /** Visits left out because the simulator did not offer the item. */
  readonly masked: number;
}

// Few enough that learners of like length stand together, enough to hide the cost of a call.
const MAX_BATCH = 256;

/** Where one simulated learner stands in the visits of her real self. */
interface Seat {
  readonly learner: number;
  readonly repeat: number;
  visit: number;
  readonly end: number;
  failures: number;
  readonly items: number[];
  readonly scores: number[];
  readonly first: number[];
}

/**
 * Gives each real learner's items, in her order, to her simulated self, several times over, and records the answers.
 *
 * How often an item is answered in one visit follows from the answers, as it does in a real log: a right one ends the
 * visit. After a wrong one the simulated self stays as long as the real one is known to have had patience; where the
 * real one was right sooner, giving up is drawn by the log's own rates (`giveUpRate`). Replaying the bare sequence would
 * not do: second attempts are those of learners who failed the first, so even a perfect simulator, given second attempts
 * after a right first one, would come out too good. In a log without repetitions this is the bare sequence.
 * A visit ends at the latest after twice the attempts of the longest real one.
 *
 * All draws hang on (seed, learner, repeat, her answers so far), so simulators are compared under common luck.
 * Cost: one environment step a simulated answer, in batches of learners of like length.
 * @throws CONTRACT when the simulator answers with a number outside 0…1; the signal's reason when aborted
 */
export async function replayLog(options: ReplayOptions): Promise<Replay> {
  const { simulator, log, visits, population, repeats, seed, signal, onProgress } = options;
  const learners = log.learners.size;
  const seats = Array.from({ length: learners * repeats }, (_, at): Seat => {
    const learner = Math.floor(at / repeats);
    const [visit, end] = [visits.offsets[learner]!, visits.offsets[learner + 1]!];
    return { learner, repeat: at % repeats, visit, end, failures: 0, items: [], scores: [], first: [] };
  });
  const byLength = [...seats].sort((a, b) => b.end - b.visit - (a.end - a.visit));
  const patience = createPatience(visits, seed);
  const pause = createPause(signal);
  let env: LearnerEnv | undefined;
  let masked = 0;
  for (let first = 0; first < byLength.length; first += MAX_BATCH) {
    signal?.throwIfAborted();
    const batch = byLength.slice(first, first + MAX_BATCH);
    if (env?.batchSize !== batch.length) env = simulator.create(batch.length);
    const learnersOf = Int32Array.from(batch, ({ learner }) => population[learner]!);
    let { info } = env.reset({ seed, learners: learnersOf, streams: Int32Array.from(batch, ({ repeat }) => repeat) });
    const actions = new Int32Array(batch.length);
    for (;;) {
      masked += chooseItems(batch, visits, info, simulator.items.size, actions);
      if (actions.every((item) => item === NO_ITEM)) break;
      const result = env.step(actions);
      info = result.info;
      for (const [b, seat] of batch.entries()) {
        if (actions[b] === NO_ITEM) continue;
        const score = result.response[b]!;
        if (!(score >= 0 && score <= 1)) throw badScore(simulator.id, score, learnersOf[b]!, seat.items.length);
        take(seat, actions[b]!, score, patience);
        if (result.terminated[b] === 1 || result.truncated[b] === 1) seat.visit = seat.end;
      }
      await pause();
    }
    onProgress?.({
      task: `Learners as ${simulator.id} plays them`,
      done: Math.min(first + MAX_BATCH, byLength.length),
      total: byLength.length,
      unit: "learners",
    });
  }
  return { ...assembleLog(log, seats), masked };
}

/** The item of each row's present visit, `NO_ITEM` for rows at their end; returns how many visits had to be left out. */
function chooseItems(
  batch: readonly Seat[],
  { item }: ItemVisits,
  { actionMask }: StepInfo,
  itemCount: number,
  actions: Int32Array,
): number {
  let masked = 0;
  for (const [b, seat] of batch.entries()) {
    while (seat.visit < seat.end && actionMask !== undefined && actionMask[b * itemCount + item[seat.visit]!] === 0) {
      seat.visit++;
      seat.failures = 0;
      masked++;
    }
    actions[b] = seat.visit < seat.end ? item[seat.visit]! : NO_ITEM;
  }
  return masked;
}

function badScore(simulator: string, score: number, learner: number, answers: number): ZpdError {
  return new ZpdError("CONTRACT", {
    where: "simulatorQuality",
    expected: `simulator "${simulator}" to answer with a score in 0…1`,
    got: `${score} for learner ${learner} at answer ${answers + 1}`,
  });
}

function take(seat: Seat, item: number, score: number, staysAfter: (seat: Seat) => boolean): void {
  seat.first.push(seat.failures === 0 ? 1 : 0);
  seat.items.push(item);
  seat.scores.push(score);
  if (score < RIGHT_SCORE) {
    seat.failures++;
    if (staysAfter(seat)) return;
  }
  seat.visit++;
  seat.failures = 0;
}

/** Decides whether a simulated learner tries again after a wrong answer. */
function createPatience({ attempts, solved, giveUpRate }: ItemVisits, seed: number): (seat: Seat) => boolean {
  const luck: RandomField = createRandomField(seed, "replay patience");
  const most = 2 * attempts.reduce((longest, count) => Math.max(longest, count), 1);
  return ({ learner, repeat, visit, failures, items }) => {
    // The real learner is known to have stayed after this many failures, or to have left after the last of them.
    const known = attempts[visit]!;
    if (failures < known) return true;
    if (solved[visit] === 0 || failures >= most) return false;
    const rate = giveUpRate[Math.min(failures, giveUpRate.length) - 1] ?? 1;
    return luck.uniform(learner, repeat, items.length) >= rate;
  };
}

function assembleLog(real: InteractionLog, seats: readonly Seat[]): Pick<Replay, "log" | "first"> {
  const offsets = new Int32Array(seats.length + 1);
  for (const [at, { items }] of seats.entries()) offsets[at + 1] = offsets[at]! + items.length;
  const item = new Int32Array(offsets[seats.length]!);
  const score = new Float32Array(item.length);
  const first = new Uint8Array(item.length);
  for (const [at, seat] of seats.entries()) {
    item.set(seat.items, offsets[at]);
    score.set(seat.scores, offsets[at]);
    first.set(seat.first, offsets[at]);
  }
  const learners = createNumberedVocabulary(seats.length);
  return { log: { learners, items: real.items, qMatrix: real.qMatrix, offsets, item, score }, first };
}
