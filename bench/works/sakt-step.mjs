import { saktDescriptor } from "@zpd/kt/neural";
import { deepStepWork, timeFit } from "./deep-step.mjs";
import { runWhenStarted } from "./run-here.mjs";

const sizes = { items: 110 };

export const work = deepStepWork({
  name: "sakt-step",
  title: "SAKT (d 128, 8 heads, 1 block)",
  script: "sakt_step.py",
  // "flash" leaves attention weights alone in dropout, as ours; "attention" is how pyKT writes it.
  against: { flash: 0.8, attention: 0 },
  ...sizes,
});

await runWhenStarted(import.meta.url, () => timeFit(saktDescriptor, {}, sizes));
