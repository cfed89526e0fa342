import { answerCount, fingerprintLog, type InteractionLog } from "@zpd/core";

/** The JSON field `data`: which log a result is about. */
export interface LogFacts {
  readonly fingerprint: string;
  readonly learners: number;
  readonly items: number;
  readonly concepts: number;
  readonly answers: number;
}

/** Counts a log; its fingerprint is taken unless the caller has it already. */
export async function logFacts(log: InteractionLog, fingerprint?: string): Promise<LogFacts> {
  return {
    fingerprint: fingerprint ?? (await fingerprintLog(log)),
    learners: log.learners.size,
    items: log.items.size,
    concepts: log.qMatrix.concepts.size,
    answers: answerCount(log),
  };
}
