import {
  type FitOptions,
  type FitResult,
  type FittedTracer,
  type InteractionLog,
  itemsByConcept,
  type ModelFile,
  NO_ITEM,
  type TracerDescriptor,
  type TracerState,
} from "@zpd/core";
import { assertAnswers, assertCandidates } from "../parts/check-answers";
import { assertBatchSize, assertRows, outputArray } from "../parts/check-batch";
import { assertNumberOption, resolveConfig } from "../parts/resolve-config";
import { readTensor, readTracerWorld, type TracerWorld, writeTracerFile } from "../parts/tracer-file";
import { summariseTrainingLog } from "../parts/training-log";

/**
 * Baseline: an item's success rate in the training log, whoever answers and whatever the learner did before.
 *
 *   p_i = (m p + sum of the item's scores) / (m + number of its answers)
 *
 * with p the rate over all answers and m the prior strength, in answers: the mean of a Beta(m p, m (1 - p)) posterior.
 * An item without a training answer gets p. The mastery of a concept is the mean of p_i over its items, each once; p
 * where it has none. Reference point of any tracer that claims to know the learner.
 *
 * Cost: `observe` O(B), `predict` O(B I), `mastery` O(B C); the state holds nothing.
 */
export type ItemMeanConfig = {
  /** m, answers the overall rate counts for; at least 0. */
  readonly priorStrength: number;
};

const ID = "item-mean";
const defaults: ItemMeanConfig = Object.freeze({ priorStrength: 5 });

function checkConfig(where: string, given: Partial<ItemMeanConfig>): ItemMeanConfig {
  const config = resolveConfig(where, defaults, given);
  assertNumberOption(where, "priorStrength", config.priorStrength, 0, Number.POSITIVE_INFINITY);
  return config;
}

/** Mean rate of each concept's items `[C]`; `fallback` where a concept has none. */
function conceptRates({ qMatrix }: TracerWorld, itemRate: Float64Array, fallback: number): Float64Array {
  const { offsets, item } = itemsByConcept(qMatrix);
  return Float64Array.from({ length: qMatrix.concepts.size }, (_, c) => {
    const members = item.subarray(offsets[c], offsets[c + 1]);
    return members.length === 0 ? fallback : members.reduce((sum, i) => sum + itemRate[i]!, 0) / members.length;
  });
}

function createItemMeanTracer(
  config: ItemMeanConfig,
  world: TracerWorld,
  itemRate: Float64Array,
  overallRate: Float64Array,
): FittedTracer {
  const itemCount = world.items.size;
  const conceptRate = conceptRates(world, itemRate, overallRate[0]!);
  return {
    id: ID,
    ...world,
    start(batchSize) {
      assertBatchSize("item-mean.start", batchSize);
      return { batchSize };
    },
    observe({ batchSize }, items, scores) {
      assertAnswers("item-mean.observe", batchSize, items, scores, itemCount);
    },
    predict({ batchSize }, given) {
      const out = outputArray("item-mean.predict", given, batchSize * itemCount, "[B, I]");
      for (let b = 0; b < batchSize; b++) out.set(itemRate, b * itemCount);
      return out;
    },
    predictItems({ batchSize }, items, given) {
      const where = "item-mean.predictItems";
      assertCandidates(where, items, batchSize, itemCount);
      const out = outputArray(where, given, items.length, "[B, N]");
      for (let k = 0; k < items.length; k++) {
        out[k] = items[k] === NO_ITEM ? Number.NaN : itemRate[items[k]!]!;
      }
      return out;
    },
    mastery({ batchSize }, given) {
      const out = outputArray("item-mean.mastery", given, batchSize * conceptRate.length, "[B, C]");
      for (let b = 0; b < batchSize; b++) out.set(conceptRate, b * conceptRate.length);
      return out;
    },
    selectRows({ batchSize }, rows): TracerState {
      assertRows("item-mean.selectRows", rows, batchSize);
      return { batchSize: rows.length };
    },
    toModelFile() {
      return writeTracerFile(ID, config, world, {
        itemRate: { shape: [itemCount], data: itemRate },
        overallRate: { shape: [1], data: overallRate },
      });
    },
  };
}

async function fit(log: InteractionLog, given: Partial<ItemMeanConfig>, options: FitOptions): Promise<FitResult> {
  const where = "item-mean.fit";
  const config = checkConfig(where, given);
  options.signal?.throwIfAborted();
  const summary = summariseTrainingLog(where, log);
  const { answers, rate } = summary;
  const itemRate = Float64Array.from(summary.itemCount, (count, i) =>
    // 0 answers and no prior: the overall rate is all there is.
    count + config.priorStrength === 0
      ? rate
      : (config.priorStrength * rate + summary.itemScore[i]!) / (config.priorStrength + count),
  );
  let logLikelihood = 0;
  for (let i = 0; i < itemRate.length; i++) {
    const right = summary.itemScore[i]!;
    const wrong = summary.itemCount[i]! - right;
    if (right > 0) logLikelihood += right * Math.log(itemRate[i]!);
    if (wrong > 0) logLikelihood += wrong * Math.log1p(-itemRate[i]!);
  }
  options.onProgress?.({ task: "Counting items", done: answers, total: answers, unit: "answers" });
  const tracer = createItemMeanTracer(
    config,
    { items: log.items, qMatrix: log.qMatrix },
    itemRate,
    Float64Array.of(rate),
  );
  return { tracer, report: { iterations: 1, converged: true, logLikelihood, warnings: summary.warnings } };
}

export const itemMeanDescriptor: TracerDescriptor<ItemMeanConfig> = {
  id: ID,
  title: "Item mean (baseline)",
  citation: "Smoothed success rate of each item; mean of a Beta posterior centred on the overall rate.",
  defaults,
  fit,
  restore(file: ModelFile): FittedTracer {
    const where = "item-mean.restore";
    const world = readTracerWorld(where, ID, file);
    const config = checkConfig(where, file.config.config);
    const itemRate = readTensor(where, file, "itemRate", [world.items.size]);
    return createItemMeanTracer(config, world, itemRate, readTensor(where, file, "overallRate", [1]));
  },
};
