import type { InteractionLog } from "@zpd/core";

/** The answers of a log regrouped by concept, and within a concept by learner, oldest first. */
export interface ConceptSequences {
  /** Answers of concept `c` stand at `offsets[c] … offsets[c + 1] - 1` `[C + 1]`. */
  readonly offsets: Int32Array;
  /** Row of the log of each answer `[A]`; an item with several concepts puts its answer under each. */
  readonly answer: Int32Array;
  /** Which entry of `qMatrix.concept` brought the answer here `[A]`. */
  readonly entry: Int32Array;
  /** Sequences of concept `c` are `sequenceOffsets[c] … sequenceOffsets[c + 1] - 1` `[C + 1]`. */
  readonly sequenceOffsets: Int32Array;
  /** Where each sequence begins in `answer`; the last value closes the last sequence `[sequences + 1]`. */
  readonly sequenceStart: Int32Array;
  /** Sum of the learner's scores, on all items, before each sequence `[sequences]`. */
  readonly pastScoreSum: Float64Array;
  /** Number of the learner's answers, to all items, before each sequence `[sequences]`. */
  readonly pastAnswers: Int32Array;
}

/** Regroups a log in two passes. O(N + A). */
export function groupByConcept({ learners, item, score, offsets: rows, qMatrix }: InteractionLog): ConceptSequences {
  const concepts = qMatrix.concepts.size;
  const offsets = new Int32Array(concepts + 1);
  const sequenceOffsets = new Int32Array(concepts + 1);
  const lastLearner = new Int32Array(concepts).fill(-1);
  for (let learner = 0; learner < learners.size; learner++) {
    for (let n = rows[learner]!; n < rows[learner + 1]!; n++) {
      const to = qMatrix.offsets[item[n]! + 1]!;
      for (let e = qMatrix.offsets[item[n]!]!; e < to; e++) {
        const concept = qMatrix.concept[e]!;
        offsets[concept + 1]!++;
        if (lastLearner[concept] !== learner) {
          lastLearner[concept] = learner;
          sequenceOffsets[concept + 1]!++;
        }
      }
    }
  }
  for (let c = 0; c < concepts; c++) {
    offsets[c + 1]! += offsets[c]!;
    sequenceOffsets[c + 1]! += sequenceOffsets[c]!;
  }
  const answers = offsets[concepts]!;
  const sequences = sequenceOffsets[concepts]!;
  const answer = new Int32Array(answers);
  const entry = new Int32Array(answers);
  const sequenceStart = new Int32Array(sequences + 1);
  sequenceStart[sequences] = answers;
  const pastScoreSum = new Float64Array(sequences);
  const pastAnswers = new Int32Array(sequences);
  const cursor = offsets.slice();
  const sequenceCursor = sequenceOffsets.slice();
  lastLearner.fill(-1);
  for (let learner = 0; learner < learners.size; learner++) {
    let scoreSum = 0;
    for (let n = rows[learner]!; n < rows[learner + 1]!; n++) {
      const to = qMatrix.offsets[item[n]! + 1]!;
      for (let e = qMatrix.offsets[item[n]!]!; e < to; e++) {
        const concept = qMatrix.concept[e]!;
        const at = cursor[concept]!++;
        answer[at] = n;
        entry[at] = e;
        if (lastLearner[concept] !== learner) {
          lastLearner[concept] = learner;
          const sequence = sequenceCursor[concept]!++;
          sequenceStart[sequence] = at;
          pastScoreSum[sequence] = scoreSum;
          pastAnswers[sequence] = n - rows[learner]!;
        }
      }
      scoreSum += score[n]!;
    }
  }
  return { offsets, answer, entry, sequenceOffsets, sequenceStart, pastScoreSum, pastAnswers };
}
