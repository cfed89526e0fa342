import { negateDistance } from "../maths/negate-distance";
import { resolveConfig } from "../parts/rule-config";
import { createTracerRule, requireTracer, tracerRuleDefaults, tracerRuleOptions } from "../parts/tracer-rule";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/** P(correct) at which an answer is least foreseeable: the variance p (1 - p) is highest. */
const LEAST_CERTAIN = 0.5;

/**
 * Offers the item whose answer is least certain: score = -|P(correct) - 0.5|, at most 0.
 *
 * Source: uncertainty sampling, Lewis and Gale, "A Sequential Algorithm for Training Text Classifiers", SIGIR 1994.
 * For two outcomes the nearest to one half, the highest entropy and the highest variance are the same item.
 * Cost: the tracer's `predict`, and O(B I).
 */
export const uncertainDescriptor: PolicyRuleDescriptor = {
  id: "uncertain",
  title: "Least certain answer",
  citation: "Lewis and Gale, A Sequential Algorithm for Training Text Classifiers, SIGIR 1994",
  defaults: tracerRuleDefaults,
  needs: { tracer: true },
  create(input) {
    const config = resolveConfig("uncertain", tracerRuleDefaults, tracerRuleOptions, input.config);
    const tracer = requireTracer("uncertain", input);
    return createTracerRule("uncertain", input, config, (state, out) => {
      tracer.predict(state.tracer, out);
      negateDistance(out, LEAST_CERTAIN);
    });
  },
};
