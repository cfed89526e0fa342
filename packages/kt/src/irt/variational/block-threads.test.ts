import { describe, expect, it } from "vitest";
import { makeResponses } from "../../../test/made-responses";
import { allocateShared } from "./allocate-arrays";
import { balancedBlocks } from "./balanced-blocks";
import { createBlockRunner, createPlainSteps } from "./block-runner";
import { createThreadedBlockRunner } from "./block-threads";
import { fitVariational } from "./fit-variational";
import { createKernelSteps, kernelsFor, startOf, writeTable } from "./kernel-steps";
import { createStepArrays } from "./starting-arrays";

const world = makeResponses({ seed: 4, learners: 300, items: 30, answersEach: 20 });

describe.each(["plain steps", "kernels"])("three threads with %s", (kind) => {
  it.each([
    [1, true],
    [3, false],
  ])("%i factors: write the same bytes as one", async (factors, newton) => {
    const settings = {
      factors,
      newton,
      fixedDiscrimination: false,
      minDiscrimination: 0.01,
      itemDamping: 0.6,
      maxStep: 1,
    };
    const start = () => {
      const kernels = kind === "kernels" ? kernelsFor(world.train.item.length, 300, 30, factors, false)! : undefined;
      const allocate = kernels?.allocate ?? allocateShared;
      const arrays = createStepArrays("test", "factor", world.train, factors, { seed: 1, allocate });
      const table = kernels === undefined ? 0 : writeTable(kernels, arrays, settings);
      return { arrays, stepsOf: () => (kernels === undefined ? undefined : startOf(kernels, table, factors)) };
    };
    const [alone, shared] = [start(), start()];
    const before = alone.arrays.itemRows.slice();
    const own = alone.stepsOf();
    const one = createBlockRunner(
      own === undefined ? createPlainSteps(alone.arrays, settings) : createKernelSteps(own),
    );
    const team = Array.from({ length: 3 }, () => shared.stepsOf() ?? { arrays: shared.arrays, settings });
    const threads = createThreadedBlockRunner(team);
    try {
      for (const runner of [one, threads]) {
        for (const side of ["learners", "items", "learners", "scales"] as const) await runner.run(side);
      }
    } finally {
      threads.end();
    }
    const written = ["learnerRows", "itemRows", "likelihoods", "learnerDivergences", "itemDivergences", "itemScales"];
    for (const name of written as (keyof typeof alone.arrays)[]) {
      expect(Array.from(shared.arrays[name])).toEqual(Array.from(alone.arrays[name]));
    }
    expect(Array.from(alone.arrays.itemRows)).not.toEqual(Array.from(before));
  });
});

it("a fit with threads is the fit without, and says what computed", async () => {
  const large = makeResponses({ seed: 4, learners: 2000, items: 40, answersEach: 55 });
  const fitWith = (threads: number) => fitVariational("2pl", large.train, { maxPasses: 3 }, { seed: 1, threads });
  const [one, two] = [await fitWith(1), await fitWith(2)];
  expect(two.posterior.itemRows).toEqual(one.posterior.itemRows);
  expect(two.posterior.learnerRows).toEqual(one.posterior.learnerRows);
  expect(two.report.history).toEqual(one.report.history);
  expect(one.report.backend?.reason).toContain("one thread");
  expect(two.report.backend?.reason).toContain("2 threads");
});

it("stops threads with the signal's reason", async () => {
  const large = makeResponses({ seed: 4, learners: 2000, items: 40, answersEach: 55 });
  const stop = new AbortController();
  const reason = new Error("enough");
  const fit = fitVariational(
    "2pl",
    large.train,
    {},
    {
      seed: 1,
      threads: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    },
  );
  await expect(fit).rejects.toBe(reason);
});

it("cuts rows into blocks of equal work", () => {
  // Rows of 10, 1, 1, 1, 1, 10 answers and no cost of their own: 24 answers in 3 blocks of 8.
  const offsets = Int32Array.of(0, 10, 11, 12, 13, 14, 24);
  // A block starts at the first row at which at least a third, two thirds, of the answers lie before: 10 >= 8, 24 >= 16.
  expect(Array.from(balancedBlocks(offsets, 3, 0))).toEqual([0, 1, 6, 6]);
  // Rows alone: two each.
  expect(Array.from(balancedBlocks(new Int32Array(7), 3, 1))).toEqual([0, 2, 4, 6]);
});
