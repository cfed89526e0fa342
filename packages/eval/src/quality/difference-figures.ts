import type { InteractionLog } from "@zpd/core";
import type { LearningCurvePoint, QualityFigure } from "../types/simulator-quality";
import { correctRates, meanAttempts, practiceRates, type Stretch } from "./learner-figures";
import { pairByLearner } from "./pair-by-learner";
import { ATTEMPTS_SHARE, judgeFigure, QUALITY_BOUNDS } from "./quality-bounds";

/** With fewer wrong answers tried again, how long a learner stays on an item says nothing. */
const FEWEST_RETRIES = 0.1;
/** The learning curve's points, each twice as long as the one before. */
const CURVE: readonly Stretch[] = [
  { from: 1, to: 1 },
  { from: 2, to: 2 },
  { from: 3, to: 4 },
  { from: 5, to: 8 },
  { from: 9, to: 16 },
  { from: 17 },
];
/** The first time a concept comes up, and all from the third on. */
const RISE: readonly Stretch[] = [{ from: 1, to: 1 }, { from: 2, to: 2 }, { from: 3 }];

/** One side of a comparison. */
export interface ComparedLog {
  readonly log: InteractionLog;
  /** 1 where an answer is the first of its visit `[N]`. */
  readonly first: Uint8Array;
  /** Mastery after each learner's last answer `[L, C]`. */
  readonly masteryAtEnd: Float32Array;
}

type DifferenceId = Exclude<QualityFigure["id"], "auc" | "calibration-error">;

/** Rate from the third time that a concept comes up, less the rate at the first `[L]`. */
function rises({ log, first }: ComparedLog): Float64Array {
  const rates = practiceRates(log, first, RISE);
  const at = (l: number, stretch: number): number => rates[l * RISE.length + stretch]!;
  return Float64Array.from({ length: log.learners.size }, (_, l) => at(l, RISE.length - 1) - at(l, 0));
}

/** Mean over concepts of mastery at the end less at the start `[L]`; empty without concepts. */
function meanGrowth(start: Float32Array, { log, masteryAtEnd }: ComparedLog): Float64Array {
  const concepts = start.length;
  return Float64Array.from({ length: concepts === 0 ? 0 : log.learners.size }, (_, l) => {
    let sum = 0;
    for (let c = 0; c < concepts; c++) sum += masteryAtEnd[l * concepts + c]! - start[c]!;
    return sum / concepts;
  });
}

/**
 * The figures that compare simulated learners with the real ones whose items they were given, simulated less real.
 * What cannot be compared goes to `notes` in a sentence.
 * @param retryRate share of the real learners' wrong answers that were followed by another attempt
 * @param start mastery before the first answer `[C]`
 */
export function differenceFigures(
  real: ComparedLog,
  simulated: ComparedLog,
  start: Float32Array,
  retryRate: number,
  notes: string[],
): QualityFigure[] {
  const figures: QualityFigure[] = [];
  const add = (id: DifferenceId, title: string, ofReal: Float64Array, ofSimulated: Float64Array, absent: string) => {
    const paired = pairByLearner(ofReal, ofSimulated);
    if (paired === undefined) {
      notes.push(absent);
      return;
    }
    const share = ATTEMPTS_SHARE * paired.real;
    const bounds = id === "attempts" ? { least: -share, most: share } : QUALITY_BOUNDS[id];
    const verdict = judgeFigure(paired.difference, bounds);
    figures.push({ id, title, ...paired.difference, real: paired.real, simulated: paired.simulated, bounds, verdict });
  };
  add(
    "correct-rate",
    "correct rate, simulated less real",
    correctRates(real.log),
    correctRates(simulated.log),
    "The simulator gave no answers.",
  );
  add(
    "learning-curve",
    "rise of the correct rate from the first to the third and later times a concept comes up, simulated less real",
    rises(real),
    rises(simulated),
    "Nobody met a concept three times: no rise along the learning curve.",
  );
  if (retryRate >= FEWEST_RETRIES) {
    add(
      "attempts",
      "attempts at an item until it is right or left, simulated less real",
      meanAttempts(real.log, real.first),
      meanAttempts(simulated.log, simulated.first),
      "The simulator gave no answers.",
    );
  } else notes.push("Learners hardly ever tried an item again after a wrong answer: attempts are not compared.");
  add(
    "mastery-growth",
    "growth of mean mastery from the first to the last answer, simulated less real",
    meanGrowth(start, real),
    meanGrowth(start, simulated),
    "The reward model's tracer knows no concepts: no growth of mastery.",
  );
  return figures;
}

/** The rate of right first attempts by how often a concept has come up, real and simulated. */
export function learningCurve(real: ComparedLog, simulated: ComparedLog): LearningCurvePoint[] {
  const ratesOf = ({ log, first }: ComparedLog): Float64Array => practiceRates(log, first, CURVE);
  const [ofReal, ofSimulated] = [ratesOf(real), ratesOf(simulated)];
  return CURVE.flatMap((stretch, column) => {
    const paired = pairByLearner(ofReal, ofSimulated, { width: CURVE.length, column });
    return paired === undefined ? [] : [{ ...stretch, ...paired }];
  });
}
