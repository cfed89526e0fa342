import type { RandomStream } from "@zpd/core";

/** Many parameters, each with a standard normal prior, walked through one at a time. */
export interface RandomWalk {
  /** Where each stands. */
  readonly value: Float64Array;
  /** One Metropolis step of each, given the log-likelihood of parameter `k` at a value. */
  move(logLikelihood: (k: number, value: number) => number): void;
  /** Lengthens or shortens each one's steps by the share of the last ones that were taken. */
  tune(): void;
  /** Counts where each stands as a draw. */
  record(): void;
  means(): Float64Array;
  deviations(): Float64Array;
}

/** Share of steps taken at which a walk in one dimension mixes best: Gelman, Roberts & Gilks, 1996. */
const BEST_SHARE = 0.44;
/** How far the logarithm of a step's length goes in one tuning, at most: all or none of the steps were taken. */
const TUNING_RATE = 1;

/** A walk of `count` parameters from `start`; none goes to `least` or below. */
export function createRandomWalk(count: number, start: number, least: number, random: RandomStream): RandomWalk {
  const value = new Float64Array(count).fill(start);
  const step = new Float64Array(count).fill(0.5);
  const taken = new Float64Array(count);
  const sum = new Float64Array(count);
  const squares = new Float64Array(count);
  let moves = 0;
  let records = 0;
  return {
    value,
    move(logLikelihood) {
      moves++;
      for (let k = 0; k < count; k++) {
        const now = value[k]!;
        const next = now + step[k]! * random.normal();
        const threshold = Math.log(random.uniform());
        if (next <= least) continue;
        const prior = 0.5 * (now * now - next * next);
        if (threshold >= logLikelihood(k, next) - logLikelihood(k, now) + prior) continue;
        value[k] = next;
        taken[k]!++;
      }
    },
    tune() {
      for (let k = 0; k < count; k++) step[k]! *= Math.exp(TUNING_RATE * (taken[k]! / moves - BEST_SHARE));
      taken.fill(0);
      moves = 0;
    },
    record() {
      records++;
      for (let k = 0; k < count; k++) {
        sum[k]! += value[k]!;
        squares[k]! += value[k]! * value[k]!;
      }
    },
    means: () => sum.map((total) => total / records),
    deviations: () => squares.map((total, k) => Math.sqrt(Math.max(0, total / records - (sum[k]! / records) ** 2))),
  };
}
