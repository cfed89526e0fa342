import type { QualityFigure, QualityFigureId, SimulatorQuality } from "../types/simulator-quality";
import type { Names } from "./names";
import { formatDifference, formatScore } from "./numbers";
import { nameList, type Sentence } from "./sentence";

/** How a figure is named and read. */
interface QualityWords {
  /** As it starts a row or a list of reasons. */
  readonly name: string;
  readonly help: string;
  /** The figure itself and the ends of its interval. */
  value(value: number): string;
  /** What was measured on each side of a difference. */
  side(value: number): string;
}

/** One decimal with a true minus sign, after `plus` where it is not negative. */
function formatTenths(value: number, plus: string): string {
  const digits = Math.abs(value).toFixed(1);
  return `${Number(digits) === 0 ? "" : value < 0 ? "\u2212" : plus}${digits}`;
}

const tenths = (value: number): string => formatTenths(value, "");
const points = (value: number): string => `${formatTenths(100 * value, "+")} points`;
const share = (value: number): string => `${tenths(100 * value)} %`;

const WORDS: Readonly<Record<QualityFigureId, QualityWords>> = {
  auc: {
    name: "AUC",
    help: "how often it gives a right answer a higher chance than a wrong one; 0.5 is guessing",
    value: formatScore,
    side: formatScore,
  },
  "calibration-error": {
    name: "Calibration",
    help: "how far foretold chances lie from what happened",
    value: (value) => `${tenths(100 * value)} points`,
    side: share,
  },
  "correct-rate": { name: "Correct rate", help: "share of right answers", value: points, side: share },
  "learning-curve": {
    name: "Learning curve",
    help: "rise of the correct rate with practice of a concept",
    value: points,
    side: points,
  },
  attempts: {
    name: "Attempts",
    help: "answers to an item until it is right or left",
    value: formatDifference,
    side: (value) => value.toFixed(2),
  },
  "mastery-growth": {
    name: "Mastery growth",
    help: "how much mastery grows over a course",
    value: points,
    side: points,
  },
};

/** All figures, in the order that they are shown in. */
export const QUALITY_FIGURES = Object.keys(WORDS) as readonly QualityFigureId[];

export function qualityWords(id: QualityFigureId): QualityWords {
  return WORDS[id];
}

/** "+2.0 to +4.2", in the figure's unit; empty without an interval. */
export function intervalText({ id, low, high }: Pick<QualityFigure, "id" | "low" | "high">): string {
  const { value } = WORDS[id];
  return low === undefined || high === undefined ? "" : `${value(low)} to ${value(high)}`.replaceAll(" points", "");
}

/** "+3.1 points (+2.0 to +4.2)". */
export function figureText(figure: Pick<QualityFigure, "id" | "value" | "low" | "high">): string {
  const interval = intervalText(figure);
  return `${WORDS[figure.id].value(figure.value)}${interval === "" ? "" : ` (${interval})`}`;
}

/** "−5.0 to +5.0 points", "0.600 or more"; empty without bounds. */
export function boundsText({ id, bounds: { least, most } }: QualityFigure): string {
  const { value } = WORDS[id];
  if (least !== undefined && most !== undefined)
    return `${value(least)} to ${value(most)}`.replace(" points to", " to");
  if (least !== undefined) return `${value(least)} or more`;
  return most === undefined ? "" : `${value(most)} or less`;
}

/** What a simulator fails, named as in the middle of a sentence: `["AUC", "correct rate"]`. */
export function failedFigures({ fails }: SimulatorQuality): string[] {
  return fails.map((id) => (id === "auc" ? WORDS[id].name : WORDS[id].name.toLowerCase()));
}

/** All of some simulators by name. */
export function simulatorNames(ids: readonly string[], names: Names): Sentence {
  return nameList(ids.map(names.simulator), ids.length);
}
