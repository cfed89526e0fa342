export type { CheckFinding } from "@zpd/core";
export { type CheckPolicyOptions, checkPolicy } from "./loops/check-policy";
export { type CreatePolicyOptions, createPolicy } from "./loops/create-policy";
export { studyPolicies } from "./loops/study-policies";
export { composePolicyId, type ParsedPolicyId, parsePolicyId } from "./parts/policy-id";
export type { PolicyRuleDescriptor, PolicyRuleInput, TracerRuleState } from "./types/policy-rule";
