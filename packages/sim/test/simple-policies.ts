import { createRandomStream, NO_ITEM, type Policy, type PolicyState, type Vocabulary } from "@zpd/core";

interface PlacesState extends PolicyState {
  readonly place: Int32Array;
}

/** Goes through `order`, one item after each right answer, round and round. */
export function inOrder(items: Vocabulary, order: Int32Array): Policy<PlacesState> {
  return {
    id: "in-order",
    items,
    start: ({ batchSize }) => ({ batchSize, place: new Int32Array(batchSize) }),
    recommend: ({ place }) => ({
      items: place.map((at) => order[at % order.length]!),
      scores: new Float32Array(place.length),
    }),
    observe({ place }, answered, scores) {
      for (let b = 0; b < place.length; b++) if (answered[b] !== NO_ITEM && scores[b]! >= 0.5) place[b]!++;
    },
  };
}

/** Goes through one shuffled order of all items, whatever the answers. */
export function shuffled(items: Vocabulary, seed: number): Policy<PlacesState> {
  const order = createRandomStream(seed, "shuffled").shuffle(Int32Array.from({ length: items.size }, (_, i) => i));
  return {
    id: "shuffled",
    items,
    start: ({ batchSize }) => ({ batchSize, place: new Int32Array(batchSize) }),
    recommend: ({ place }) => ({
      items: place.map((at) => order[at % items.size]!),
      scores: new Float32Array(place.length),
    }),
    observe({ place }, answered) {
      for (let b = 0; b < place.length; b++) if (answered[b] !== NO_ITEM) place[b]!++;
    },
  };
}
