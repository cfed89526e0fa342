import {
  type Config,
  type KnowledgeTracer,
  type Policy,
  type PolicyWorld,
  type RewardModel,
  ZpdError,
} from "@zpd/core";
import { parsePolicyId } from "../parts/policy-id";
import { highestProbCorrectDescriptor } from "../policies/highest-prob-correct";
import { highestProbIncorrectDescriptor } from "../policies/highest-prob-incorrect";
import { instructSeqDescriptor } from "../policies/instruct-seq";
import { invInstructSeqDescriptor } from "../policies/inv-instruct-seq";
import { invMpDescriptor } from "../policies/inv-mp";
import { mpDescriptor } from "../policies/mp";
import { myopicDescriptor } from "../policies/myopic";
import { pearDescriptor } from "../policies/pear";
import { randomDescriptor } from "../policies/random";
import { uncertainDescriptor } from "../policies/uncertain";
import { zoneDescriptor } from "../policies/zone";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/** Every rule, the ones without a tracer first. */
export const policyRules: readonly PolicyRuleDescriptor[] = [
  randomDescriptor,
  instructSeqDescriptor,
  invInstructSeqDescriptor,
  mpDescriptor,
  invMpDescriptor,
  highestProbCorrectDescriptor,
  highestProbIncorrectDescriptor,
  uncertainDescriptor,
  myopicDescriptor,
  zoneDescriptor,
  pearDescriptor,
];

export interface CreatePolicyOptions {
  readonly world: PolicyWorld;
  /** The tracers an id may name. */
  readonly tracers?: readonly KnowledgeTracer[];
  readonly rewardModel?: RewardModel;
  /** Whose mastery the reward model was fitted on; absent: the tracer the id names. */
  readonly rewardTracer?: KnowledgeTracer;
  readonly config?: Config;
}

/**
 * The policy of an id: a rule's (`random`) or a tracer's and a rule's (`bkt-zone`).
 * @throws UNKNOWN_NAME with the nearest name; INVALID_INPUT when the rule misses a tracer or a reward model, or has a
 *   tracer it does not use; INVALID_CONFIG on an option it does not know
 */
export function createPolicy(id: string, options: CreatePolicyOptions): Policy {
  const { tracers = [], ...rest } = options;
  const { tracerId, ruleId } = parsePolicyId(
    id,
    tracers.map((tracer) => tracer.id),
    policyRules.map((rule) => rule.id),
  );
  const rule = policyRules.find((known) => known.id === ruleId)!;
  const tracer = tracers.find((known) => known.id === tracerId);
  if (tracer !== undefined && rule.needs.tracer !== true) {
    throw new ZpdError("INVALID_INPUT", {
      where: "createPolicy",
      expected: `"${ruleId}" alone, for it uses no tracer`,
      got: `"${id}"`,
    });
  }
  return rule.create({ ...rest, ...(tracer === undefined ? {} : { tracer }) });
}
