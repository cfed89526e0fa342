import type { Config, Policy } from "@zpd/core";
import type { PolicyRuleInput, TracerRuleState } from "../types/policy-rule";
import { masteryShortfall } from "./mastery-shortfall";
import { resolveConfig } from "./rule-config";
import {
  createTracerRule,
  requireTracer,
  type TracerRuleConfig,
  tracerRuleDefaults,
  tracerRuleOptions,
} from "./tracer-rule";

export interface MasteryRuleConfig extends TracerRuleConfig {
  /** Mastery from which a concept needs no more practice, 0…1. Default 0.95, as in the study. */
  readonly threshold: number;
}

export const masteryRuleDefaults: MasteryRuleConfig = { ...tracerRuleDefaults, threshold: 0.95 };

/** A policy by what is lacking for each item: `sign` 1 offers most first, -1 least first. */
export function createMasteryRule(ruleId: string, input: PolicyRuleInput, sign: 1 | -1): Policy<TracerRuleState> {
  const options = { ...tracerRuleOptions, threshold: { kind: "number", low: 0, high: 1 } } as const;
  const config = resolveConfig<MasteryRuleConfig & Config>(ruleId, masteryRuleDefaults, options, input.config);
  const tracer = requireTracer(ruleId, input);
  let mastery = new Float32Array(0);
  return createTracerRule(ruleId, input, config, (state, out) => {
    const size = state.batchSize * tracer.qMatrix.concepts.size;
    if (mastery.length !== size) mastery = new Float32Array(size);
    tracer.mastery(state.tracer, mastery);
    masteryShortfall(mastery, tracer.qMatrix, config.threshold, out);
    if (sign < 0) for (let cell = 0; cell < out.length; cell++) out[cell] = -out[cell]!;
  });
}
