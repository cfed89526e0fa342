import type { CourseSpec } from "./course-spec";

/** A ready course. Its file exports one; the registry lists them. */
export interface CourseDescriptor {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly defaults: { readonly concepts: number; readonly items: number; readonly forgetting: boolean };
  /** The course's spec; the seed draws item difficulties and, where the graph is made, prerequisites. */
  spec(seed: number): CourseSpec;
}
