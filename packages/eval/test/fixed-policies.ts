import { createRandomField, NO_ITEM, type Policy, type PolicyState, type Vocabulary } from "@zpd/core";

interface StepState extends PolicyState {
  readonly learners: Int32Array;
  readonly streams: Int32Array;
  readonly seed: number;
  step: number;
}

/** A policy that gives the item `choose` names for (learner, stream, step); the mask is not looked at. */
export function createChoosingPolicy(
  id: string,
  items: Vocabulary,
  choose: (learner: number, stream: number, step: number, seed: number) => number,
): Policy<StepState> {
  return {
    id,
    items,
    start: ({ batchSize, seed, learners, streams }) => ({
      batchSize,
      seed,
      learners: learners?.slice() ?? Int32Array.from({ length: batchSize }, (_, row) => row),
      streams: streams?.slice() ?? new Int32Array(batchSize),
      step: 0,
    }),
    recommend: (state) => ({
      items: state.learners.map((learner, row) => choose(learner, state.streams[row]!, state.step, state.seed)),
      scores: new Float32Array(state.batchSize),
    }),
    observe(state) {
      state.step++;
    },
  };
}

/** Always the same item. */
export function createOneItemPolicy(id: string, items: Vocabulary, item: number): Policy<StepState> {
  return createChoosingPolicy(id, items, () => item);
}

/** Any item with equal chance, drawn for (learner, stream, step); the id is part of the seed. */
export function createCoinPolicy(id: string, items: Vocabulary): Policy<StepState> {
  return createChoosingPolicy(id, items, (learner, stream, step, seed) =>
    Math.floor(createRandomField(seed, id).uniform(learner, stream, step) * items.size),
  );
}

/** Items in order, each once, then nothing. */
export function createInOrderPolicy(id: string, items: Vocabulary): Policy<StepState> {
  return createChoosingPolicy(id, items, (_learner, _stream, step) => (step < items.size ? step : NO_ITEM));
}
