import { ZpdError } from "@zpd/core";
import { startWorkerThread, workerProgram } from "@zpd/tensor/kernels";
import { BLOCKS, type BlockRunner, type Side } from "./block-runner";
import { createCoordinateSteps, type StepArrays, type StepSettings } from "./coordinate-steps";
import { createKernelSteps, type KernelStart } from "./kernel-steps";
import { createScaleSteps } from "./scale-steps";

/** What a thread steps with: the kernels, or the plain steps over shared arrays. */
export type ThreadSteps = KernelStart | { readonly arrays: StepArrays; readonly settings: StepSettings };

/** What a thread is told: its steps at its start, then a side before every sweep. */
interface ThreadMessage {
  readonly steps?: ThreadSteps;
  /** Next block to take `[1]`, shared. */
  readonly claim?: Int32Array;
  readonly side?: Side;
}

/** What a thread runs: the steps' own text, and a loop that takes blocks until none is left. */
function threadProgram(): string {
  return `
const createCoordinateSteps = ${createCoordinateSteps.toString()};
const createScaleSteps = ${createScaleSteps.toString()};
const createKernelSteps = ${createKernelSteps.toString()};
let runs;
let claim;
${workerProgram(`(message, reply) => {
  if (message.steps !== undefined) {
    const { arrays, settings } = message.steps;
    const steps = arrays === undefined
      ? createKernelSteps(message.steps)
      : { ...createCoordinateSteps(arrays, settings), ...createScaleSteps(arrays, settings) };
    runs = { learners: steps.learnerBlock, items: steps.itemBlock, scales: steps.scaleBlock };
    claim = message.claim;
  } else {
    const run = runs[message.side];
    for (let block = Atomics.add(claim, 0, 1); block < ${BLOCKS}; block = Atomics.add(claim, 0, 1)) run(block);
  }
  reply(0);
}`)}`;
}

function failure(cause: unknown): ZpdError {
  return new ZpdError("RESOURCE", {
    where: "fitVariational",
    expected: "every thread to live",
    got: cause instanceof Error ? cause.message : "a thread that ended",
    advice: "fit with one thread",
    cause,
  });
}

/**
 * All blocks of a side in several threads over shared memory, one for each of `steps`; whoever is free takes the next block.
 * Each block writes rows and sums of its own, so results do not depend on the number of threads.
 */
export function createThreadedBlockRunner(steps: readonly ThreadSteps[], signal?: AbortSignal): BlockRunner {
  const claim = new Int32Array(new SharedArrayBuffer(4));
  const program = threadProgram();
  const team = steps.map(() => startWorkerThread(program));
  let waiting = 0;
  let settle: { resolve(): void; reject(cause: unknown): void } | undefined;
  let ended = false;
  for (const thread of team) {
    thread.onMessage(() => {
      waiting--;
      if (waiting === 0) settle?.resolve();
    });
    thread.onFailure((cause) => {
      if (!ended) settle?.reject(failure(cause));
    });
  }
  const tell = (messageFor: (thread: number) => ThreadMessage): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting = team.length;
      settle = { resolve, reject };
      for (const [t, thread] of team.entries()) thread.post(messageFor(t));
    });
  let ready: Promise<void> | undefined;
  return {
    async run(side) {
      ready ??= tell((t) => ({ steps: steps[t]!, claim }));
      await ready;
      signal?.throwIfAborted();
      Atomics.store(claim, 0, 0);
      await tell(() => ({ side }));
      signal?.throwIfAborted();
    },
    end() {
      ended = true;
      for (const thread of team) thread.end();
    },
  };
}
