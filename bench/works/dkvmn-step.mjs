import { dkvmnDescriptor } from "@zpd/kt/neural";
import { deepStepWork, timeFit } from "./deep-step.mjs";
import { runWhenStarted } from "./run-here.mjs";

const sizes = { items: 110 };

export const work = deepStepWork({
  name: "dkvmn-step",
  title: "DKVMN (20 slots, key 50, value 200, summary 50)",
  script: "dkvmn_step.py",
  // "compiled" is PyTorch's compiler on the tuned loop.
  against: { tuned: 0.2, compiled: 0, pykt: 0 },
  ...sizes,
});

await runWhenStarted(import.meta.url, () =>
  timeFit(dkvmnDescriptor, { slots: 20, keySize: 50, valueSize: 200, summarySize: 50 }, sizes),
);
