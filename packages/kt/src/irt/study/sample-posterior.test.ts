import { createNumberedVocabulary, type InteractionLog, identityQMatrix } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { samplePosterior } from "./sample-posterior";

function logOf(rows: readonly (readonly number[])[]): InteractionLog {
  const items = createNumberedVocabulary(rows[0]!.length);
  return {
    learners: createNumberedVocabulary(rows.length),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from({ length: rows.length + 1 }, (_, l) => l * items.size),
    item: Int32Array.from(rows.flatMap((row) => row.map((_, i) => i))),
    score: Uint8Array.from(rows.flat()),
  };
}

/** Posterior means of (theta, a, t) of one learner's one right answer, by a sum over a grid: three dimensions. */
function gridMeans(): { theta: number; a: number; t: number; tScale: number } {
  const points = Array.from({ length: 81 }, (_, k) => -5 + k / 8);
  let [mass, theta, a, t, tt] = [0, 0, 0, 0, 0];
  for (const x of points) {
    for (const y of points) {
      // Half a cell away from the border at 0.
      const slope = y + 1 / 16;
      if (slope <= 0) continue;
      for (const z of points) {
        const weight = Math.exp(-(x * x + slope * slope + z * z) / 2) / (1 + Math.exp(z - slope * x));
        mass += weight;
        theta += weight * x;
        a += weight * slope;
        t += weight * z;
        tt += weight * z * z;
      }
    }
  }
  return { theta: theta / mass, a: a / mass, t: t / mass, tScale: Math.sqrt(tt / mass - (t / mass) ** 2) };
}

describe("draws from the posterior", () => {
  it("have the moments of a sum over a grid", async () => {
    const sample = await samplePosterior(logOf([[1]]), { seed: 1, sweeps: 200_000 });
    const truth = gridMeans();
    // Of 200,000 draws, of which some ten make one independent one: standard error about .007.
    expect(Math.abs(sample.ability[0]! - truth.theta)).toBeLessThan(0.025);
    expect(Math.abs(sample.discrimination[0]! - truth.a)).toBeLessThan(0.025);
    expect(Math.abs(sample.threshold[0]! - truth.t)).toBeLessThan(0.025);
    expect(Math.abs(sample.thresholdScale[0]! - truth.tScale)).toBeLessThan(0.025);
  });

  it("are the same again with the same seed", async () => {
    const log = logOf([
      [1, 0, 1],
      [0, 0, 1],
    ]);
    const draw = (seed: number) => samplePosterior(log, { seed, sweeps: 20, warmUp: 60 });
    expect(await draw(3)).toEqual(await draw(3));
    expect((await draw(3)).threshold).not.toEqual((await draw(4)).threshold);
  });

  it("need whole counts, and can be stopped", async () => {
    const log = logOf([[1, 0]]);
    await expect(samplePosterior(log, { seed: 1, sweeps: 0 })).rejects.toThrow("sweeps to be a whole number from 1");
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(samplePosterior(log, { seed: 1, sweeps: 10_000_000, signal })).rejects.toThrow("enough");
  });
});
