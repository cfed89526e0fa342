import type { Estimate } from "./interval";

/** Where a figure stands against its bounds: its whole interval inside, wholly outside, or neither. */
export type QualityVerdict = "passes" | "fails" | "cannot tell";

export type QualityFigureId =
  | "auc"
  | "calibration-error"
  | "correct-rate"
  | "learning-curve"
  | "attempts"
  | "mastery-growth";

/** One way in which a simulator is held against real learners, with its 95 % interval over learners. */
export interface QualityFigure extends Estimate {
  readonly id: QualityFigureId;
  /** What it measures, a few words that start in lower case: "correct rate, simulated less real". */
  readonly title: string;
  /** What real learners did, where the figure is a difference: `value` is `simulated - real`. */
  readonly real?: number;
  readonly simulated?: number;
  /** Values from `least` to `most` are good enough; either may be absent. */
  readonly bounds: { readonly least?: number; readonly most?: number };
  readonly verdict: QualityVerdict;
}

/** One point of the learning curve: first attempts at items when a concept comes up for the `from`-th to `to`-th time. */
export interface LearningCurvePoint {
  /** Counted from 1. */
  readonly from: number;
  /** Absent: and all later ones. */
  readonly to?: number;
  /** Learners who came so far. */
  readonly learners: number;
  /** Share of right answers, mean over these learners. */
  readonly real: number;
  readonly simulated: number;
  /** `simulated - real`, paired by learner; without ends where fewer than two learners came so far. */
  readonly difference: Estimate;
}

/** How far one simulator can be trusted to be like the learners of the log. Plain JSON. */
export interface SimulatorQuality {
  /** The simulator's id. */
  readonly simulator: string;
  /** How many real learners were compared with their simulated selves, and how often each was simulated. */
  readonly learners: number;
  readonly repeats: number;
  readonly figures: readonly QualityFigure[];
  readonly learningCurve: readonly LearningCurvePoint[];
  /** Ids of the figures whose verdict is "fails"; a simulator with any is marked, never left out. */
  readonly fails: readonly QualityFigureId[];
  /** What could not be compared, and why: one sentence each. */
  readonly notes: readonly string[];
}
