export type { CheckFinding } from "@zpd/core";
export {
  type CourseEnv,
  type CourseSimulator,
  type CourseSimulatorOptions,
  courseSimulator,
} from "./environments/course-environment";
export { type FoldedSimulatorOptions, foldedSimulator, NO_FOLD } from "./environments/folded-environment";
export { type TracerSimulatorOptions, tracerSimulator } from "./environments/tracer-environment";
export { type CheckEnvOptions, checkEnv } from "./loops/check-env";
export { type CreateCourseOptions, createCourse } from "./loops/create-course";
export { type RecordLogOptions, recordLog } from "./loops/record-log";
export type { LengthLaw } from "./parts/answer-counts";
export { PREREQUISITE_KNOWN } from "./parts/prerequisite-mask";
export type { Course, QuestionTable } from "./types/course";
export type { CourseDescriptor } from "./types/course-descriptor";
export type {
  CourseConcept,
  CourseItem,
  CourseLaws,
  CourseQuestion,
  CourseSpec,
  LearnerTraitLaw,
} from "./types/course-spec";
export type { EnvironmentDescriptor, SequencedSimulator, TestedEnv } from "./types/simulated-env";
