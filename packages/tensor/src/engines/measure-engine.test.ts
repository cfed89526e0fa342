import { expect, it } from "vitest";
import type { Engine, Trainable } from "../types/engine";
import { measureEngine } from "./measure-engine";

it("takes the best run, and counts a product as 2 n³ operations", async () => {
  let clock = 0;
  const wait = (milliseconds: number) => {
    clock += milliseconds;
  };
  let steps = 0;
  const trainable: Partial<Trainable> = {
    // One millisecond to bring a number back, and two a product: 2 * 512³ operations in 2 ms are 134.2 GFLOP/s.
    async evaluate(build) {
      let products = 0;
      const count = { linear: () => void products++, sum: () => ({ shape: [1] }) };
      build(count as never, {});
      wait(1 + 2 * products);
      return [];
    },
    // The first run, which warms up, does not count; of the others the third is the fastest.
    async step() {
      steps++;
      wait(steps === 1 ? 5 : steps === 4 ? 30 : 40);
      return { loss: 0, gradientNorm: 0 };
    },
  };
  const engine = { createTrainable: () => trainable } as unknown as Engine;
  const speed = await measureEngine(engine, () => clock);
  expect(speed.gigaflops).toBeCloseTo(134.217728, 6);
  expect(speed.stepMilliseconds).toBe(30);
});
