import { describe, expect, it } from "vitest";
import { accelerateEm, type EmStep } from "./accelerated-em";

const settings = { maxIterations: 1000, tolerance: 1e-12, pause: async () => undefined, onIteration: () => undefined };

describe("squared extrapolation", () => {
  it("reaches the fixed point of creeping linear maps in a few steps", async () => {
    // Errors shrink by .99 and .9 a step: plain EM needs 2,000 steps for what is asked here.
    const target = [2, -1];
    const rates = [0.99, 0.9];
    const step: EmStep = (from, next) => {
      let objective = 0;
      for (let k = 0; k < 2; k++) {
        next[k] = target[k]! + rates[k]! * (from[k]! - target[k]!);
        objective -= (from[k]! - target[k]!) ** 2;
      }
      return objective;
    };
    const found = await accelerateEm(step, new Float64Array(2), settings);
    expect(found.converged).toBe(true);
    expect(found.iterations).toBeLessThan(150);
    for (const [k, value] of target.entries()) expect(Math.abs(found.parameters[k]! - value)).toBeLessThan(1e-4);
  });

  it("takes no extrapolation that lowers the objective", async () => {
    // Steps of one half down to 1, then halving; below 0 lies a trap that no step leaves, and long steps lead into it.
    const step: EmStep = (from, next) => {
      const x = from[0]!;
      next[0] = x < 0 ? x : x > 1 ? x - 0.5 : 0.5 * x;
      return x < 0 ? -1000 : -x;
    };
    const found = await accelerateEm(step, Float64Array.of(30.2), settings);
    expect(found.parameters[0]).toBeGreaterThanOrEqual(0);
    expect(found.parameters[0]).toBeLessThan(1e-9);
    for (let k = 1; k < found.history.length; k++)
      expect(found.history[k]).toBeGreaterThanOrEqual(found.history[k - 1]!);
  });

  it("stops at the limit of steps and says so", async () => {
    const found = await accelerateEm(
      (from, next) => {
        next[0] = from[0]! + 1;
        return from[0]!;
      },
      new Float64Array(1),
      { ...settings, maxIterations: 7 },
    );
    expect(found.converged).toBe(false);
    expect(found.iterations).toBeLessThanOrEqual(8);
  });
});
