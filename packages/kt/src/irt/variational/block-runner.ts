import { createPause } from "@zpd/core";
import { createCoordinateSteps, type StepArrays, type StepSettings } from "./coordinate-steps";

/** Which side of the answers a sweep updates. */
export type Side = "learners" | "items";

/** Does all blocks of one side, on however many threads. */
export interface BlockRunner {
  run(side: Side): Promise<void>;
  /** Ends the threads, if there are any. */
  end(): void;
}

/** Number of blocks a side is cut into: enough to balance any number of threads. */
export const BLOCKS = 256;

/** All blocks in this thread, one after the other, with pauses for timers and the signal. */
export function createBlockRunner(arrays: StepArrays, settings: StepSettings, signal?: AbortSignal): BlockRunner {
  const steps = createCoordinateSteps(arrays, settings);
  const pause = createPause(signal);
  return {
    async run(side) {
      for (let block = 0; block < BLOCKS; block++) {
        if (side === "learners") steps.learnerBlock(block);
        else steps.itemBlock(block);
        await pause();
      }
    },
    end() {},
  };
}
