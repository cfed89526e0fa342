export type { CheckFinding, ItemParameters, LearnerAbilities } from "@zpd/core";
export {
  ADAPTIVE_CHOICES,
  type AdaptiveChoice,
  type AdaptiveOptions,
  type AdaptiveStart,
  type AdaptiveState,
  type AdaptiveStop,
  type AdaptiveTest,
  type ContentShares,
  type EstimateAbility,
  type NextOptions,
} from "./adaptive/adaptive-types";
export {
  type CalibratedExposure,
  type CalibrateExposureOptions,
  calibrateExposure,
} from "./adaptive/calibrate-exposure";
export { createAdaptiveTest } from "./adaptive/create-adaptive-test";
export { type ItemRow, itemBankFrom } from "./adaptive/item-bank-from";
export { type PlayOptions, playAdaptiveTest } from "./adaptive/play-adaptive-test";
export { createHomework } from "./homework/create-homework";
export type {
  ContentLimit,
  Homework,
  HomeworkBatch,
  HomeworkBatchOptions,
  HomeworkColumn,
  HomeworkItem,
  HomeworkLearner,
  HomeworkOptions,
  HomeworkReason,
} from "./homework/homework-types";
export { type CheckPolicyOptions, checkPolicy } from "./loops/check-policy";
export { type CreatePolicyOptions, createPolicy } from "./loops/create-policy";
export { studyPolicies } from "./loops/study-policies";
export type { ColumnScaling } from "./maths/scale-column";
export { composePolicyId, type ParsedPolicyId, parsePolicyId } from "./parts/policy-id";
export {
  currentTask,
  type PracticeOptions,
  replayPractice,
  startPractice,
  stepPractice,
} from "./practice/practice-loop";
export type {
  ExplanationStep,
  PlannedItem,
  PracticeEffect,
  PracticeEvent,
  PracticeLogEntry,
  PracticePhase,
  PracticePlan,
  PracticeResult,
  PracticeState,
  PracticeTask,
  PracticeTransition,
} from "./practice/practice-types";
export { type SimilarItemsOptions, similarItems } from "./practice/similar-items";
export type { PolicyRuleDescriptor, PolicyRuleInput, TracerRuleState } from "./types/policy-rule";
