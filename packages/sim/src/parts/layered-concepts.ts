import type { RandomStream } from "@zpd/core";
import type { CourseConcept } from "../types/course-spec";

/** How many of the concepts before a new one it may build on. */
const REACH = 8;

/**
 * `count` numbered concepts, each with up to two prerequisites among the ones shortly before it, and a root of its own
 * every `rootEvery` concepts: a made curriculum of several strands that lean on each other.
 */
export function layeredConcepts(count: number, rootEvery: number, stream: RandomStream): CourseConcept[] {
  const name = (c: number): string => `concept-${c + 1}`;
  return Array.from({ length: count }, (_, c) => {
    const prerequisites = new Set<string>();
    if (c % rootEvery !== 0) {
      // The one directly before makes a strand; a second one ties strands together.
      prerequisites.add(name(c - 1));
      if (stream.uniform() < 0.5) prerequisites.add(name(Math.max(0, c - 1 - stream.integer(REACH))));
    }
    return { id: name(c), prerequisites: [...prerequisites] };
  });
}
