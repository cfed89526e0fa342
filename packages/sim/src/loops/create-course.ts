import { unknownNameError } from "@zpd/core";
import { largeCourseDescriptor } from "../courses/large-course";
import { mediumCourseDescriptor } from "../courses/medium-course";
import { smallCourseDescriptor } from "../courses/small-course";
import { compileCourse } from "../parts/compile-course";
import type { Course } from "../types/course";
import type { CourseDescriptor } from "../types/course-descriptor";
import type { CourseSpec } from "../types/course-spec";

/** The ready courses, smallest first. */
export const courseDescriptors: readonly CourseDescriptor[] = [
  smallCourseDescriptor,
  mediumCourseDescriptor,
  largeCourseDescriptor,
];

export interface CreateCourseOptions {
  /** Fixes a ready course's made parts, and the traits and pre-tests of the learners. An integer >= 0. */
  readonly seed: number;
}

/**
 * A course to play: a ready one by name, or your own spec.
 * @throws UNKNOWN_NAME with the nearest name; INVALID_CONFIG, INVALID_INPUT when a spec does not hold together
 */
export function createCourse(course: string | CourseSpec, { seed }: CreateCourseOptions): Course {
  if (typeof course !== "string") return compileCourse(course, seed);
  const descriptor = courseDescriptors.find(({ id }) => id === course);
  if (descriptor === undefined) {
    throw unknownNameError(
      "createCourse",
      "course",
      course,
      courseDescriptors.map(({ id }) => id),
    );
  }
  return compileCourse(descriptor.spec(seed), seed);
}
