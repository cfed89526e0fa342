import { answerCount, type InteractionLog, type KnowledgeTracer, type TracerState } from "@zpd/core";
import { type WalkOptions, walkLog } from "./walk-log";

/**
 * P(correct) before each answer of a log `[N]`, given the learner's whole earlier history and nothing else: the
 * prediction of an answer is read before the answer is shown to the tracer.
 *
 * Cost: one `predictItems` and one `observe` row per answer.
 * @throws INVALID_INPUT when log and tracer have other items; the signal's reason when aborted
 */
export async function predictLog<State extends TracerState>(
  tracer: KnowledgeTracer<State>,
  log: InteractionLog,
  options: WalkOptions = {},
): Promise<Float32Array> {
  const probability = new Float32Array(answerCount(log));
  let out = new Float32Array(0);
  await walkLog(
    tracer,
    log,
    { ...options, where: "predictLog", task: "Predicting answers" },
    {
      onStep({ state, active, items, answers }) {
        if (out.length !== state.batchSize) out = new Float32Array(state.batchSize);
        const predicted = tracer.predictItems(state, items, out);
        for (let row = 0; row < active; row++) probability[answers[row]!] = predicted[row]!;
      },
    },
  );
  return probability;
}
