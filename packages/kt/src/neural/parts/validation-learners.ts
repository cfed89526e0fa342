import { createRandomStream, type InteractionLog } from "@zpd/core";

/** Fewer learners than this are all trained on: an AUC on one or two of them would choose the epoch by chance. */
const LEAST_LEARNERS = 10;

export interface LearnerParts {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Keeps back a share of the learners with at least two answers, drawn from the seed; learners without answers are in
 * neither part. Nobody is kept back where fewer than ten could be. O(L).
 */
export function splitLearners({ offsets, learners }: InteractionLog, share: number, seed: number): LearnerParts {
  const eligible: number[] = [];
  const others: number[] = [];
  for (let l = 0; l < learners.size; l++) {
    const answers = offsets[l + 1]! - offsets[l]!;
    if (answers >= 2) eligible.push(l);
    else if (answers === 1) others.push(l);
  }
  createRandomStream(seed, "validation-learners").shuffle(eligible);
  const enough = share > 0 && eligible.length >= LEAST_LEARNERS;
  const kept = enough ? Math.max(1, Math.round(share * eligible.length)) : 0;
  return {
    validation: Int32Array.from(eligible.slice(0, kept)).sort(),
    training: Int32Array.from([...eligible.slice(kept), ...others]).sort(),
  };
}
