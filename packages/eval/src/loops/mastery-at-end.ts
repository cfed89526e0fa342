import type { InteractionLog, KnowledgeTracer, TracerState } from "@zpd/core";
import { type WalkOptions, walkLog } from "./walk-log";

/**
 * P(known) of every concept after each learner's last answer `[L, C]`; before any answer for learners without one.
 * Cost: one `observe` row per answer and at most longest-length calls of `mastery` a batch.
 * @throws INVALID_INPUT when log and tracer have other items; the signal's reason when aborted
 */
export async function masteryAtEnd<State extends TracerState>(
  tracer: KnowledgeTracer<State>,
  log: InteractionLog,
  options: WalkOptions = {},
): Promise<Float32Array> {
  const concepts = tracer.qMatrix.concepts.size;
  const mastery = new Float32Array(log.learners.size * concepts);
  await walkLog(
    tracer,
    log,
    { ...options, where: "masteryAtEnd", task: "Following learners to the end" },
    {
      onLeave(state, from, to, learners) {
        const leaving = tracer.selectRows(
          state,
          Int32Array.from({ length: to - from }, (_, k) => from + k),
        );
        const known = tracer.mastery(leaving);
        for (let row = from; row < to; row++) {
          mastery.set(known.subarray((row - from) * concepts, (row - from + 1) * concepts), learners[row]! * concepts);
        }
      },
    },
  );
  return mastery;
}
