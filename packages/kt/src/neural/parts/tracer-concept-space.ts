import { type ConceptSpace, type TracerState, ZpdError } from "@zpd/core";
import { outputArray } from "../../parts/check-batch";
import type { NeuralRuntime, RuntimeConceptSpace } from "./neural-model";

/** The space of `size` dimensions that a model's runtime reads; the runtime is asked for at the first call. */
export function tracerConceptSpace<State extends TracerState>(
  id: string,
  size: number,
  running: () => NeuralRuntime<State>,
): ConceptSpace<State> {
  let vectors: Float32Array | undefined;
  const space = (): RuntimeConceptSpace<State> => {
    const { conceptSpace } = running();
    if (conceptSpace !== undefined) return conceptSpace;
    throw new ZpdError("CONTRACT", {
      where: `${id}.conceptSpace`,
      expected: "a runtime with a concept space, for the model has a conceptSpaceSize",
      got: "one without",
    });
  };
  return {
    size,
    itemVectors() {
      vectors ??= space().itemVectors();
      return vectors;
    },
    knowledge(state, given) {
      const out = outputArray(`${id}.conceptSpace.knowledge`, given, state.batchSize * size, "[B, S]");
      space().knowledge(state, out);
      return out;
    },
  };
}
