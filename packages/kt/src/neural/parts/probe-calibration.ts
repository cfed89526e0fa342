import { createPause, type InteractionLog, NO_ITEM, type TracerState } from "@zpd/core";
import { fitCalibration, type MasteryCalibration, UNCALIBRATED } from "./mastery-calibration";
import type { NeuralRuntime } from "./neural-model";
import type { Probes } from "./probe-mastery";

/** Learners followed at a time. */
const LEARNERS_AT_ONCE = 64;
/** Answers that two numbers are fitted on at most; more would not change them. */
const MOST_ANSWERS = 20_000;

/**
 * Fits the calibration of mastery on learners that training did not see: each of their answers is a trial of its
 * item's concepts, foretold by the mean P(correct) of the concept's probe items just before. O(answers x probes), at
 * most 20,000 answers. Without such learners there is nothing to fit on, and mastery is the bare mean.
 */
export async function calibrateOnLearners<State extends TracerState>(
  runtime: NeuralRuntime<State>,
  probes: Probes,
  { offsets, item, score, qMatrix }: InteractionLog,
  learners: Int32Array,
  signal: AbortSignal | undefined,
): Promise<MasteryCalibration> {
  const means: number[] = [];
  const scores: number[] = [];
  const pause = createPause(signal);
  const conceptOf = (row: number): number => {
    const first = qMatrix.offsets[item[row]!]!;
    const count = qMatrix.offsets[item[row]! + 1]! - first;
    // One concept an answer, in turn, so that an item of many concepts counts as often as another.
    return count === 0 ? -1 : qMatrix.concept[first + (row % count)]!;
  };
  let widest = 0;
  for (let c = 0; c + 1 < probes.offsets.length; c++) {
    widest = Math.max(widest, probes.offsets[c + 1]! - probes.offsets[c]!);
  }
  if (widest === 0) return UNCALIBRATED;
  for (let from = 0; from < learners.length && means.length < MOST_ANSWERS; from += LEARNERS_AT_ONCE) {
    const group = learners.subarray(from, from + LEARNERS_AT_ONCE);
    const state = runtime.start(group.length);
    const items = new Int32Array(group.length);
    const answered = new Float32Array(group.length);
    const candidates = new Int32Array(group.length * widest);
    const foretold = new Float32Array(group.length * widest);
    for (let step = 0, left = true; left; step++) {
      left = false;
      candidates.fill(NO_ITEM);
      for (const [b, learner] of group.entries()) {
        const row = offsets[learner]! + step;
        const more = row < offsets[learner + 1]!;
        left ||= more;
        items[b] = more ? item[row]! : NO_ITEM;
        answered[b] = more ? score[row]! : 0;
        const concept = more ? conceptOf(row) : -1;
        if (concept < 0) continue;
        candidates.set(probes.items.subarray(probes.offsets[concept]!, probes.offsets[concept + 1]!), b * widest);
      }
      if (!left) break;
      runtime.predictItems(state, candidates, foretold);
      for (let b = 0; b < group.length; b++) {
        let sum = 0;
        let count = 0;
        for (; count < widest && candidates[b * widest + count] !== NO_ITEM; count++)
          sum += foretold[b * widest + count]!;
        if (count === 0) continue;
        means.push(sum / count);
        scores.push(answered[b]!);
      }
      runtime.observe(state, items, answered);
      await pause();
    }
  }
  if (means.length === 0) return UNCALIBRATED;
  return fitCalibration(Float32Array.from(means), Float32Array.from(scores));
}
