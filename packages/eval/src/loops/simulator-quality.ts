import {
  assertThat,
  type InteractionLog,
  type KnowledgeTracer,
  type Simulator,
  selectLearners,
  type WorkOptions,
} from "@zpd/core";
import { type ComparedLog, differenceFigures, learningCurve } from "../quality/difference-figures";
import { firstAnswers } from "../quality/first-answers";
import { firstAttempts, itemVisits } from "../quality/item-visits";
import { judgeFigure, QUALITY_BOUNDS } from "../quality/quality-bounds";
import { replayLog } from "../quality/replay-log";
import type { Estimate } from "../types/interval";
import type { MetricName } from "../types/metric-name";
import type { QualityFigure, SimulatorQuality } from "../types/simulator-quality";
import { masteryAtEnd } from "./mastery-at-end";

export interface SimulatorQualityOptions extends WorkOptions {
  readonly simulator: Simulator;
  /** The real log; learner `l` of it is learner `l` of the simulator's population. */
  readonly log: InteractionLog;
  /** Whom to replay: indices into `log.learners`, each once; those without an answer are passed over. */
  readonly learners: Int32Array;
  /** Whose mastery is said to grow: the tracer behind the reward model. */
  readonly rewardTracer: KnowledgeTracer;
  /**
   * How well the model behind the simulator foretold learners it was not fitted on, as `bootstrapMetrics` or
   * `crossValidate` say; absent: it foretells nothing.
   */
  readonly heldOut?: Readonly<Partial<Record<MetricName, Estimate>>>;
  /** How often each learner is simulated. Default 5. */
  readonly repeats?: number;
  /** Longer logs are compared up to this answer. Default 400. */
  readonly maxAnswers?: number;
  readonly seed: number;
}

const DEFAULT_REPEATS = 5;
const DEFAULT_MAX_ANSWERS = 400;

/**
 * Holds a simulator against real learners: how well it foretells learners it has not seen (area under the curve,
 * calibration error), and how its learners fare on the items of the real ones, in the real order (`replayLog`): correct
 * rate, its rise with practice of a concept (first attempts only), attempts at an item until it is right or left, and growth of mastery from
 * the first to the last answer as the reward model's tracer sees it. Differences are simulated less real, mean over
 * learners, repeats averaged per learner first, Student's 95 % interval over learners. Bounds: `QUALITY_BOUNDS`.
 *
 * The calibration error's lower end is as far below its value as the upper end is above it, unless it lies lower still:
 * that error grows with noise, so that resamples of it lie above it and would fail small logs.
 *
 * Cost: learners x repeats x answers environment steps and as many `observe` rows of the reward tracer.
 * @throws INVALID_INPUT on learners outside the log or without one answer; CONTRACT on answers outside 0…1
 */
export async function simulatorQuality(options: SimulatorQualityOptions): Promise<SimulatorQuality> {
  const { simulator, log, rewardTracer, heldOut, seed, signal, onProgress } = options;
  const { repeats = DEFAULT_REPEATS, maxAnswers = DEFAULT_MAX_ANSWERS } = options;
  for (const [name, value] of Object.entries({ repeats, maxAnswers })) {
    assertThat(Number.isInteger(value) && value >= 1, "INVALID_CONFIG", {
      where: "simulatorQuality",
      expected: `${name} to be a whole number from 1`,
      got: `${value}`,
    });
  }
  const learners = options.learners.filter((learner) => log.offsets[learner + 1] !== log.offsets[learner]);
  const chosen = selectLearners(log, learners);
  assertThat(learners.length > 0, "INVALID_INPUT", {
    where: "simulatorQuality",
    expected: "learners with answers",
    got: `none among ${options.learners.length}`,
  });
  const work = signal === undefined ? {} : { signal };
  const real = firstAnswers(chosen, maxAnswers);
  const visits = itemVisits(real);
  const replay = await replayLog({
    simulator,
    log: real,
    visits,
    population: learners,
    repeats,
    seed,
    ...work,
    ...(onProgress === undefined ? {} : { onProgress }),
  });

  const notes: string[] = [];
  if (real.item.length < chosen.item.length) notes.push(`Compared over each learner's first ${maxAnswers} answers.`);
  if (replay.masked > 0)
    notes.push(`The simulator did not offer ${replay.masked} items at the place where real learners met them.`);
  if (heldOut === undefined) notes.push("No model behind it foretells answers: no area and no calibration error.");
  const start = rewardTracer.mastery(rewardTracer.start(1));
  const compared = async (side: InteractionLog, first: Uint8Array): Promise<ComparedLog> => ({
    log: side,
    first,
    masteryAtEnd: await masteryAtEnd(rewardTracer, side, work),
  });
  const [ofReal, ofSimulated] = [await compared(real, firstAttempts(visits)), await compared(replay.log, replay.first)];
  const figures = [
    ...(heldOut === undefined ? [] : predictionFigures(heldOut, notes)),
    ...differenceFigures(ofReal, ofSimulated, start, visits.retryRate, notes),
  ];
  return {
    simulator: simulator.id,
    learners: learners.length,
    repeats,
    figures,
    learningCurve: learningCurve(ofReal, ofSimulated),
    fails: figures.filter(({ verdict }) => verdict === "fails").map(({ id }) => id),
    notes,
  };
}

function predictionFigures(
  { auc, ece }: NonNullable<SimulatorQualityOptions["heldOut"]>,
  notes: string[],
): QualityFigure[] {
  const figures: QualityFigure[] = [];
  if (auc === undefined) notes.push("Held-out answers are all alike or not right or wrong: no area under the curve.");
  else {
    const bounds = QUALITY_BOUNDS.auc;
    const title = "area under the curve on learners held out";
    figures.push({ id: "auc", title, ...auc, bounds, verdict: judgeFigure(auc, bounds) });
  }
  if (ece !== undefined) {
    const bounds = QUALITY_BOUNDS["calibration-error"];
    const title = "calibration error on learners held out";
    const estimate = withReflectedLow(ece);
    figures.push({ id: "calibration-error", title, ...estimate, bounds, verdict: judgeFigure(estimate, bounds) });
  }
  return figures;
}

function withReflectedLow({ value, low, high }: Estimate): Estimate {
  if (low === undefined || high === undefined) return { value };
  // An error is never below 0.
  return { value, low: Math.max(0, Math.min(low, 2 * value - high)), high };
}
