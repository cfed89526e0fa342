import { answerCount, type InteractionLog, type OnProgress } from "@zpd/core";
import { type SparseRows, SparseRowsBuilder } from "../maths/sparse-rows";
import { findAnswerPair } from "./answer-pairs";
import { writeConceptFeatures, writeLearnerFeatures, writeRepeatFeatures } from "./logistic-features";
import { addAnswerToHistory, createLogisticHistory, type HistorySetting } from "./logistic-history";
import { type LogisticWeights, logisticWeightSizes } from "./logistic-weights";

type Blocks = Readonly<Record<keyof LogisticWeights, number>>;

/** Ridge strength of each block of weights. */
type LogisticRidge = Readonly<Record<keyof LogisticWeights, number>>;

const blockNames = [
  "intercept",
  "itemEffect",
  "conceptEffect",
  "successGain",
  "failureGain",
  "learner",
  "concept",
  "repeat",
] as const satisfies readonly (keyof LogisticWeights)[];

/** Where each block of weights begins in the design's columns, and how many columns there are. */
function layOut(sizes: Blocks): { readonly start: Blocks; readonly columnCount: number } {
  let columnCount = 0;
  const start = {} as Record<keyof LogisticWeights, number>;
  for (const name of blockNames) {
    start[name] = columnCount;
    columnCount += sizes[name];
  }
  return { start, columnCount };
}

/** The ridge of every column `[P]`. */
export function ridgeOfColumns(setting: HistorySetting, ridge: LogisticRidge): Float64Array {
  const sizes = logisticWeightSizes(setting);
  const { start, columnCount } = layOut(sizes);
  const out = new Float64Array(columnCount);
  for (const name of blockNames) out.fill(ridge[name], start[name], start[name] + sizes[name]);
  return out;
}

/** Cuts a weight vector `[P]` into its blocks. */
export function weightsOfColumns(setting: HistorySetting, columns: Float64Array): LogisticWeights {
  const sizes = logisticWeightSizes(setting);
  const { start } = layOut(sizes);
  const block = (name: keyof LogisticWeights): Float64Array => columns.slice(start[name], start[name] + sizes[name]);
  return {
    intercept: block("intercept"),
    itemEffect: block("itemEffect"),
    conceptEffect: block("conceptEffect"),
    successGain: block("successGain"),
    failureGain: block("failureGain"),
    learner: block("learner"),
    concept: block("concept"),
    repeat: block("repeat"),
  };
}

/** A guess at the non-zeros of a row, for the first allocation. */
const EXPECTED_PER_ROW = 18;
/** Answers between two reports of progress. */
const REPORT_EVERY = 65_536;

/**
 * The design of the logistic tracer `[N, P]`: the features of every answer of a log, each taken before the answer.
 * O(N); about 20 non-zeros an answer, 160 bytes.
 */
export async function buildLogisticDesign(
  setting: HistorySetting,
  log: InteractionLog,
  pause: () => Promise<void>,
  onProgress: OnProgress | undefined,
): Promise<SparseRows> {
  const { qMatrix } = setting;
  const sizes = logisticWeightSizes(setting);
  const { start, columnCount } = layOut(sizes);
  const total = answerCount(log);
  const builder = new SparseRowsBuilder(total, EXPECTED_PER_ROW);
  const learnerFeatures = new Float64Array(sizes.learner);
  const conceptFeatures = new Float64Array(sizes.concept);
  const conceptMean = new Float64Array(sizes.concept);
  const repeatFeatures = new Float64Array(sizes.repeat);
  const addBlock = (from: number, features: Float64Array): void => {
    for (let k = 0; k < features.length; k++) builder.add(from + k, features[k]!);
  };
  let reported = 0;
  for (let learner = 0; learner < log.learners.size; learner++) {
    const history = createLogisticHistory(setting, 1);
    for (let n = log.offsets[learner]!; n < log.offsets[learner + 1]!; n++) {
      const item = log.item[n]!;
      builder.add(start.intercept, 1);
      builder.add(start.itemEffect + item, 1);
      writeLearnerFeatures(setting, history, 0, learnerFeatures);
      addBlock(start.learner, learnerFeatures);
      const from = qMatrix.offsets[item]!;
      const to = qMatrix.offsets[item + 1]!;
      conceptMean.fill(0);
      for (let e = from; e < to; e++) {
        const concept = qMatrix.concept[e]!;
        const share = 1 / (to - from);
        builder.add(start.conceptEffect + concept, share);
        if (!writeConceptFeatures(setting, history, 0, concept, conceptFeatures)) continue;
        builder.add(start.successGain + concept, share * conceptFeatures[0]!);
        builder.add(start.failureGain + concept, share * conceptFeatures[1]!);
        for (let k = 0; k < conceptMean.length; k++) conceptMean[k]! += share * conceptFeatures[k]!;
      }
      addBlock(start.concept, conceptMean);
      const slot = findAnswerPair(history.pairs, 0, item);
      if (slot >= 0) {
        writeRepeatFeatures(history, slot, repeatFeatures);
        addBlock(start.repeat, repeatFeatures);
      }
      builder.endRow();
      addAnswerToHistory(setting, history, 0, item, log.score[n]!);
    }
    const done = log.offsets[learner + 1]!;
    if (done > reported && (done === total || done - reported >= REPORT_EVERY)) {
      onProgress?.({ task: "Building features", done, total, unit: "answers" });
      reported = done;
    }
    await pause();
  }
  return builder.build(columnCount);
}
