import { describe, expect, test } from "vitest";
import { tinySpec } from "../../test/tiny-course";
import type { CourseSpec } from "../types/course-spec";
import { compileCourse } from "./compile-course";

const laws = (change: Partial<CourseSpec["laws"]>): CourseSpec => ({
  ...tinySpec,
  laws: { ...tinySpec.laws, ...change },
});

describe("compileCourse", () => {
  test("lays out questions, prerequisites and the sequence", () => {
    const course = compileCourse({ ...tinySpec, sequence: ["ab", "a1"] }, 1);
    expect(Array.from(course.qMatrix.offsets)).toEqual([0, 1, 2, 4]);
    expect(Array.from(course.qMatrix.concept)).toEqual([0, 1, 0, 1]);
    expect(Array.from(course.itemQuestions.guess)).toEqual([0.2, 0.2, 0]);
    expect(Array.from(course.prerequisites.concept)).toEqual([0]);
    expect(Array.from(course.depth)).toEqual([0, 1]);
    expect(Array.from(course.sequence)).toEqual([2, 0]);
    expect(Array.from(course.postTestByConcept.question)).toEqual([0, 1]);
  });

  test.each<[string, CourseSpec, RegExp]>([
    [
      "a cycle",
      {
        ...tinySpec,
        concepts: [
          { id: "a", prerequisites: ["b"] },
          { id: "b", prerequisites: ["a"] },
        ],
      },
      /without a cycle, got one among a, b/,
    ],
    [
      "an unknown concept",
      { ...tinySpec, concepts: [{ id: "a", prerequisites: ["x"] }] },
      /known concept \(a\), got "x"/,
    ],
    ["an unknown item in the sequence", { ...tinySpec, sequence: ["a1", "b2"] }, /did you mean "a1"|did you mean "b1"/],
    ["an item twice in the sequence", { ...tinySpec, sequence: ["a1", "a1"] }, /distinct ids/],
    [
      "a question without concepts",
      { ...tinySpec, preTest: [{ concepts: [], difficulty: 0 }] },
      /at least one concept for preTest\[0\]/,
    ],
    ["an empty test", { ...tinySpec, postTest: [] }, /at least one question in postTest/],
    [
      "a difficulty that is no number",
      { ...tinySpec, postTest: [{ concepts: ["a"], difficulty: Number.NaN }] },
      /finite difficulty/,
    ],
    ["guess and slip above 1", laws({ guess: 0.95 }), /guess \+ slip of at most 1/],
    ["a zone without width", laws({ zoneWidth: 0 }), /laws.zoneWidth a number/],
    ["a half-life of 0", laws({ halfLifeAnswers: 0 }), /laws.halfLifeAnswers/],
    ["NaN", laws({ feedback: Number.NaN }), /laws.feedback .* got NaN/],
  ])("refuses %s", (_, spec, message) => {
    expect(() => compileCourse(spec, 1)).toThrow(message);
  });

  test("refuses a seed that is no whole number", () => {
    expect(() => compileCourse(tinySpec, 0.5)).toThrow(/a seed that is an integer >= 0, got 0.5/);
  });
});
