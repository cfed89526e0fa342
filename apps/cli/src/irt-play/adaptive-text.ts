import type { Interval } from "@zpd/eval";
import type { AdaptiveState, AdaptiveStop } from "@zpd/rl";
import { textTable } from "../output/text-table";
import { abilityPlot, PLOT_WIDTH, plotAxis } from "./ability-plot";
import type { AdaptiveStudy } from "./adaptive-study";
import { plural } from "./plural";

/** One item of a test, with what is known after its answer. */
export interface TestStep {
  readonly item: string;
  readonly correct: boolean;
  readonly theta: number;
  readonly se: number;
}

/** A test that has ended or was left. */
export interface PlayedTest {
  readonly state: AdaptiveState;
  readonly steps: readonly TestStep[];
  readonly stop: AdaptiveStop | "quit";
}

/** When a test ends at the latest. */
interface TestLimits {
  readonly se: number;
  readonly maxLength: number;
}

/** Head of the table of steps. */
export function stepHead(): string {
  return `${stepCells("", "", "ability ± se", plotAxis())}item\n`;
}

function stepCells(place: string, answer: string, ability: string, plot: string): string {
  return `${place.padStart(3)}  ${answer.padEnd(5)}  ${ability.padStart(12)}  ${plot.padEnd(PLOT_WIDTH)}  `;
}

/** A step of the test, all but the item's text. */
export function stepLine(place: string, answer: string, { ability, standardError }: AdaptiveState): string {
  const figures = `${ability.toFixed(2)} ± ${standardError.toFixed(2)}`;
  return stepCells(place, answer, figures, abilityPlot(ability, standardError));
}

/** What was found and why the test ended; `truth` is a made learner's ability. */
export function endText({ state, steps, stop }: PlayedTest, { se, maxLength }: TestLimits, truth?: number): string {
  const reasons = {
    "standard-error": `the standard error is no more than ${se}`,
    length: steps.length < maxLength ? "the model has no more items" : `a test has at most ${maxLength} items`,
    information: "no item left tells enough",
    "no-item-left": "no item is left",
    quit: "it was left",
  } as const;
  const made = truth === undefined ? "" : ` (truly ${truth.toFixed(2)})`;
  const found = `ability ${state.ability.toFixed(2)} ± ${state.standardError.toFixed(2)}${made}`;
  return `\n${found} after ${plural(steps.length, "item")}; the test ended because ${reasons[stop]}\n`;
}

function intervalText({ value, low, high }: Interval, digits: number): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

/** What a test is worth over many made learners. */
export function studyText({ results, difference }: AdaptiveStudy, repeats: number): string {
  const rows = results.map(({ choice, bias, rmse, length }) => [
    choice,
    intervalText(bias, 3),
    intervalText(rmse, 3),
    intervalText(length, 1),
  ]);
  const parts = [
    textTable(["choice", "bias", "rmse", "items"], rows, ["left", "right", "right", "right"]),
    "\n",
    `${repeats.toLocaleString("en-US")} made learners, 95 % intervals\n`,
  ];
  if (difference !== undefined) {
    const { squaredError, length } = difference;
    const figures = `squared error ${intervalText(squaredError, 3)}, items ${intervalText(length, 1)}`;
    parts.push(`${results[0]!.choice} minus random, learner by learner: ${figures}\n`);
  }
  return parts.join("");
}
