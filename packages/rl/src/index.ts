export { type CheckPolicyOptions, checkPolicy } from "./loops/check-policy";
export { type CreatePolicyOptions, createPolicy } from "./loops/create-policy";
export { composePolicyId, type ParsedPolicyId, parsePolicyId } from "./parts/policy-id";
export type { CheckFinding } from "./types/check-finding";
export type { PolicyRuleDescriptor, PolicyRuleInput, TracerRuleState } from "./types/policy-rule";
