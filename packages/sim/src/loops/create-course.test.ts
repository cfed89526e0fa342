import { describe, expect, test } from "vitest";
import { courseDescriptors, createCourse } from "./create-course";

describe("the ready courses", () => {
  test.each(courseDescriptors)("$id holds what its descriptor says", ({ id, defaults }) => {
    const course = createCourse(id, { seed: 7 });
    expect(course.qMatrix.concepts.size).toBe(defaults.concepts);
    expect(course.items.size).toBe(defaults.items);
    expect(course.laws.halfLifeAnswers !== undefined).toBe(defaults.forgetting);
    expect(course.sequence).toHaveLength(defaults.items);
    // The teacher never comes to a concept before its prerequisites.
    const met = new Set<number>();
    for (const item of course.sequence) {
      for (let n = course.qMatrix.offsets[item]!; n < course.qMatrix.offsets[item + 1]!; n++) {
        const concept = course.qMatrix.concept[n]!;
        const { offsets, concept: before } = course.prerequisites;
        for (let p = offsets[concept]!; p < offsets[concept + 1]!; p++) expect(met.has(before[p]!)).toBe(true);
        met.add(concept);
      }
    }
  });

  test("sizes are as announced: about 10 and 50, 30 and 300, over 100 and 2,000", () => {
    expect(courseDescriptors.map(({ defaults }) => [defaults.concepts, defaults.items])).toEqual([
      [10, 50],
      [30, 300],
      [120, 2400],
    ]);
  });

  test("a seed makes the course again, another one makes another", () => {
    const difficulty = (seed: number): Float64Array => createCourse("small", { seed }).itemQuestions.difficulty;
    expect(difficulty(3)).toEqual(difficulty(3));
    expect(difficulty(3)).not.toEqual(difficulty(4));
  });

  test("an unknown name is refused with the nearest", () => {
    expect(() => createCourse("smal", { seed: 1 })).toThrow(/did you mean "small"\?/);
  });
});
