import { iektDescriptor } from "@zpd/kt/neural";
import { deepStepWork, timeFit } from "./deep-step.mjs";
import { runWhenStarted } from "./run-here.mjs";

const sizes = { items: 1000, concepts: 100 };

export const work = deepStepWork({
  name: "iekt-step",
  title: "IEKT (d 64, 10 x 10 levels)",
  script: "iekt_step.py",
  // "tuned" uses the same tables as ours.
  against: { usual: 0.5, tuned: 0 },
  ...sizes,
});

await runWhenStarted(import.meta.url, () => timeFit(iektDescriptor, { vectorSize: 64 }, sizes));
