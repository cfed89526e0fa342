import { logit } from "@zpd/core";
import { PROBIT } from "../maths/probit-shrink";

/** Room for rounding when a bound is compared with a score: what is passed by is worse by more. */
export const SLACK = 1e-10;

/** What a group of items has at least and at most. */
export interface GroupRange {
  /** Largest static score. */
  mostStatic: number;
  leastGuess: number;
  mostGuess: number;
  /** Of the logit, for the learner asked about; 0 where means are plugged in. */
  leastVariance: number;
  mostVariance: number;
}

/** Logits that can still win: averaged over the posterior, and at its means. */
export interface LogitWindow {
  least: number;
  most: number;
  leastMean: number;
  mostMean: number;
}

/** Whether items of a static score can still come into a list whose last has the score `worst`. */
export function canStillWin(mostStatic: number, worst: number): boolean {
  return mostStatic >= worst - SLACK * (1 + Math.abs(worst));
}

/**
 * Sets the logits an item of the group needs for a score static - weight |P - target| that reaches `worst`; empty
 * where none can.
 */
export function setLogitWindow(
  window: LogitWindow,
  group: GroupRange,
  target: number,
  weight: number,
  worst: number,
): void {
  // Distance from the target beyond which no item here comes in.
  const reach = weight > 0 ? (group.mostStatic - worst + SLACK * (1 + Math.abs(worst))) / weight : Infinity;
  const { leastGuess, mostGuess } = group;
  window.least = logit(Math.max(0, (target - reach - mostGuess) / (1 - mostGuess)));
  window.most = logit(Math.min(1, Math.max(0, (target + reach - leastGuess) / (1 - leastGuess))));
  // Averaging draws a logit towards 0, by no less and no more than this.
  const weakest = Math.sqrt(1 + PROBIT * group.leastVariance) * (1 - SLACK);
  const strongest = Math.sqrt(1 + PROBIT * group.mostVariance) * (1 + SLACK);
  window.leastMean = stretched(window.least, strongest, weakest);
  window.mostMean = stretched(window.most, weakest, strongest);
}

function stretched(z: number, below: number, above: number): number {
  return z < 0 ? z * below : z > 0 ? z * above : 0;
}
