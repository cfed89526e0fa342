import { createPause } from "@zpd/core";
import { type CoordinateSteps, createCoordinateSteps, type StepArrays, type StepSettings } from "./coordinate-steps";
import { createScaleSteps, type ScaleSteps } from "./scale-steps";

/** What a sweep works out: one side of the answers, or the items' scales. */
export type Side = "learners" | "items" | "scales";

/** The steps of every side, by blocks. */
export type BlockSteps = CoordinateSteps & ScaleSteps;

/** Does all blocks of one side, on however many threads. */
export interface BlockRunner {
  run(side: Side): Promise<void>;
  /** Ends the threads, if there are any. */
  end(): void;
}

/** Number of blocks a side is cut into: enough to balance any number of threads. */
export const BLOCKS = 256;

/** The steps in plain TypeScript: the reference of the kernels, and what runs where they cannot. */
export function createPlainSteps(arrays: StepArrays, settings: StepSettings): BlockSteps {
  return { ...createCoordinateSteps(arrays, settings), ...createScaleSteps(arrays, settings) };
}

/** All blocks in this thread, one after the other, with pauses for timers and the signal. */
export function createBlockRunner(steps: BlockSteps, signal?: AbortSignal): BlockRunner {
  const pause = createPause(signal);
  const runs = { learners: steps.learnerBlock, items: steps.itemBlock, scales: steps.scaleBlock };
  return {
    async run(side) {
      for (let block = 0; block < BLOCKS; block++) {
        runs[side](block);
        await pause();
      }
    },
    end() {},
  };
}
