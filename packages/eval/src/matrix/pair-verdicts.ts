import { holmAdjusted } from "../maths/holm";
import { studentTUpperTail } from "../maths/student-t";
import { tTest } from "../maths/t-interval";
import type { RemManifest } from "../types/rem-manifest";
import type { RemPairVerdict, RemVerdict } from "../types/rem-result";
import { learnerMeans } from "./paired-difference";

/** Chance, at most, that luck makes any verdict of a study wrong. */
export const LEVEL = 0.05;

interface OnSameSide {
  readonly side: Exclude<RemVerdict, "cannot tell">;
  /** Two-sided. */
  readonly p: number;
}

/**
 * The p-value of "on one side of zero under every simulator", and which side, from each simulator's Student's t. The largest
 * one-sided p-value belongs to the t that is least convincing, so only that one is looked up.
 */
export function sameSide(t: readonly number[], degrees: number): OnSameSide {
  const better = Math.min(...t);
  const worse = -Math.max(...t);
  const least = Math.max(better, worse);
  // At or below zero neither side has every simulator: its p-value is one half or more, doubled.
  const p = least > 0 ? 2 * studentTUpperTail(least, degrees) : 1;
  return { side: better > worse ? "better" : "worse", p };
}

/**
 * The verdict on every pair of policies at every length, lengths outermost, corrected over all of them; see `summariseRem`
 * for what is tested. `scores` are the cells' `[policies, simulators]`, each `[lengths, learners, repeats]`.
 * O(policies · simulators · lengths · learners · (repeats + policies)).
 */
export function pairVerdicts(
  manifest: Pick<RemManifest, "policies" | "simulators" | "lengths" | "learners" | "repeats">,
  scores: readonly Float64Array[],
): RemPairVerdict[] {
  const { policies, simulators, lengths, repeats } = manifest;
  const shape = { learners: manifest.learners.length, repeats };
  const plain: (Omit<RemPairVerdict, "verdict" | "adjustedP"> & OnSameSide)[] = [];
  const difference = new Float64Array(shape.learners);
  for (const [lengthIndex, length] of lengths.entries()) {
    const means = scores.map((values) => learnerMeans(values, lengthIndex, shape));
    for (let a = 0; a < policies.length; a++) {
      for (let b = a + 1; b < policies.length; b++) {
        const tested = simulators.map((_, s) => {
          const ofA = means[a * simulators.length + s]!;
          const ofB = means[b * simulators.length + s]!;
          for (let l = 0; l < difference.length; l++) difference[l] = ofA[l]! - ofB[l]!;
          return tTest(difference);
        });
        plain.push({
          length,
          a: policies[a]!,
          b: policies[b]!,
          ...sameSide(
            tested.map(({ t }) => t),
            shape.learners - 1,
          ),
          perSimulator: tested.map(({ value, low, high }, s) => ({
            simulator: simulators[s]!,
            difference: value,
            low,
            high,
          })),
        });
      }
    }
  }
  const adjusted = holmAdjusted(Float64Array.from(plain, ({ p }) => p));
  return plain.map(({ length, a, b, side, p, perSimulator }, at) => ({
    length,
    a,
    b,
    verdict: adjusted[at]! < LEVEL ? side : "cannot tell",
    p,
    adjustedP: adjusted[at]!,
    perSimulator,
  }));
}
