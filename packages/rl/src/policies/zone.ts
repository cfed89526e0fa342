import { negateDistance } from "../maths/negate-distance";
import { resolveConfig } from "../parts/rule-config";
import {
  createTracerRule,
  requireTracer,
  type TracerRuleConfig,
  tracerRuleDefaults,
  tracerRuleOptions,
} from "../parts/tracer-rule";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

export interface ZoneConfig extends TracerRuleConfig {
  /** P(correct) an item should have, 0…1. Default 0.7: demanding, and more often solved than not. */
  readonly target: number;
}

const defaults: ZoneConfig = { ...tracerRuleDefaults, target: 0.7 };

/**
 * Offers the item whose chance of success lies nearest the target: score = -|P(correct) - target|, at most 0.
 *
 * Source: the zone of proximal development, Vygotsky, "Mind in Society", 1978; that there is one best rate of success
 * in between, Wilson et al., "The Eighty Five Percent Rule for optimal learning", Nature Communications 10:4646, 2019.
 * The target of 0.7 is this project's. Cost: the tracer's `predict`, and O(B I).
 */
export const zoneDescriptor: PolicyRuleDescriptor = {
  id: "zone",
  title: "Chance of success nearest a target",
  citation: "Vygotsky, Mind in Society, 1978; Wilson et al., Nature Communications 10:4646, 2019",
  defaults,
  needs: { tracer: true },
  create(input) {
    const options = { ...tracerRuleOptions, target: { kind: "number", low: 0, high: 1 } } as const;
    const config = resolveConfig("zone", defaults, options, input.config);
    const tracer = requireTracer("zone", input);
    return createTracerRule("zone", input, config, (state, out) => {
      tracer.predict(state.tracer, out);
      negateDistance(out, config.target);
    });
  },
};
