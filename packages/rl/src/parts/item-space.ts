import { type KnowledgeTracer, type TracerState, ZpdError } from "@zpd/core";
import { type UnitRows, unitRows, unitRowsOfQMatrix } from "../maths/unit-rows";

/** What learners know and what items need, as vectors of one space of `S` dimensions. */
export interface ItemSpace {
  readonly size: number;
  /** Directions of the items. */
  readonly items: UnitRows;
  /** What learners know `[B, S]`, written into `out`. */
  knowledge(state: TracerState, out: Float32Array): void;
}

/**
 * The space of a tracer: its own, where it has one, else that of the Q-matrix, in which knowledge is mastery `[B, C]`
 * and an item is its row, 1 for each of its concepts.
 * @throws SHAPE when the tracer's item vectors are not `[I, S]`
 */
export function itemSpaceOf(tracer: KnowledgeTracer): ItemSpace {
  const { conceptSpace, qMatrix } = tracer;
  if (conceptSpace === undefined) {
    return {
      size: qMatrix.concepts.size,
      items: unitRowsOfQMatrix(qMatrix),
      knowledge(state, out) {
        tracer.mastery(state, out);
      },
    };
  }
  const vectors = conceptSpace.itemVectors();
  if (vectors.length !== tracer.items.size * conceptSpace.size) {
    throw new ZpdError("SHAPE", {
      where: `${tracer.id}.conceptSpace.itemVectors`,
      expected: `[I, S] = ${tracer.items.size} x ${conceptSpace.size}`,
      got: `${vectors.length} values`,
    });
  }
  return {
    size: conceptSpace.size,
    items: unitRows(vectors, conceptSpace.size),
    knowledge(state, out) {
      conceptSpace.knowledge(state, out);
    },
  };
}
