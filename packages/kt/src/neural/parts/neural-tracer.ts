import type { Config, FittedTracer, TracerState } from "@zpd/core";
import { createMachine } from "@zpd/tensor/kernels";
import { assertAnswers, assertCandidates } from "../../parts/check-answers";
import { assertBatchSize, assertRows, outputArray } from "../../parts/check-batch";
import { type NeuralParameters, writeNeuralFile } from "./neural-file";
import type { ModelContext, NeuralModel, NeuralRuntime } from "./neural-model";
import { ProbeMastery } from "./probe-mastery";
import { copyRows, viewRows } from "./state-rows";
import { tracerConceptSpace } from "./tracer-concept-space";

/** Learners at a time: enough to keep the kernels busy, few enough to bound their scratch. */
const LEARNERS_AT_ONCE = 1024;
/** Predictions at a time, for models of many items. */
const PREDICTIONS_AT_ONCE = 1 << 21;
/** Candidates at a time: each may need a row of its own. */
const CANDIDATES_AT_ONCE = 1 << 16;

/**
 * A deep tracer at run time: checks what it is given, cuts big batches into pieces, and reads mastery by probe items.
 * Its machine, with the weights in it, is made at the first call; more threads than one serve big batches, to the same
 * results.
 */
export function createNeuralTracer<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  context: ModelContext<C>,
  parameters: NeuralParameters,
  threads = 1,
): FittedTracer<State> {
  const { id } = model;
  const { items: vocabulary, qMatrix, config } = context;
  const itemCount = vocabulary.size;
  const conceptCount = qMatrix.concepts.size;
  const probes = new ProbeMastery(parameters.probes, parameters.calibration, itemCount);
  let runtime: NeuralRuntime<State> | undefined;
  const running = (): NeuralRuntime<State> => {
    runtime ??= model.createRuntime(context, parameters.weights, createMachine({ threads }));
    return runtime;
  };
  /** Hands over a state piece by piece, at most `most` learners each. */
  const inPieces = (state: State, most: number, work: (piece: State, from: number, to: number) => void): void => {
    const rows = Math.max(1, Math.min(LEARNERS_AT_ONCE, Math.floor(most)));
    for (let from = 0; from < state.batchSize; from += rows) {
      const to = Math.min(state.batchSize, from + rows);
      work(viewRows(state, from, to), from, to);
    }
  };
  const spaceSize = model.conceptSpaceSize?.(config);
  return {
    id,
    items: vocabulary,
    qMatrix,
    ...(spaceSize === undefined ? {} : { conceptSpace: tracerConceptSpace(id, spaceSize, running) }),
    start(batchSize) {
      assertBatchSize(`${id}.start`, batchSize);
      return running().start(batchSize);
    },
    observe(state, items, scores) {
      assertAnswers(`${id}.observe`, state.batchSize, items, scores, itemCount);
      inPieces(state, LEARNERS_AT_ONCE, (piece, from, to) => {
        running().observe(piece, items.subarray(from, to), scores.subarray(from, to));
      });
    },
    predict(state, given) {
      const out = outputArray(`${id}.predict`, given, state.batchSize * itemCount, "[B, I]");
      inPieces(state, PREDICTIONS_AT_ONCE / itemCount, (piece, from, to) => {
        running().predict(piece, out.subarray(from * itemCount, to * itemCount));
      });
      return out;
    },
    predictItems(state, items, given) {
      const where = `${id}.predictItems`;
      const candidates = assertCandidates(where, items, state.batchSize, itemCount);
      const out = outputArray(where, given, items.length, "[B, N]");
      inPieces(state, CANDIDATES_AT_ONCE / candidates, (piece, from, to) => {
        const [first, last] = [from * candidates, to * candidates];
        running().predictItems(piece, items.subarray(first, last), out.subarray(first, last));
      });
      return out;
    },
    mastery(state, given) {
      const out = outputArray(`${id}.mastery`, given, state.batchSize * conceptCount, "[B, C]");
      const width = probes.candidates.length;
      inPieces(state, CANDIDATES_AT_ONCE / width, (piece, from, to) => {
        const probabilities = new Float32Array((to - from) * width);
        // One list for all learners costs a fraction of a list for each.
        if (probes.everyItem) running().predict(piece, probabilities);
        else {
          const items = new Int32Array(probabilities.length);
          for (let at = 0; at < items.length; at += width) items.set(probes.candidates, at);
          running().predictItems(piece, items, probabilities);
        }
        probes.read(probabilities, to - from, out.subarray(from * conceptCount, to * conceptCount));
      });
      return out;
    },
    selectRows(state, rows) {
      assertRows(`${id}.selectRows`, rows, state.batchSize);
      return copyRows(state, rows);
    },
    toModelFile: () => writeNeuralFile(id, config, context, parameters),
  };
}
