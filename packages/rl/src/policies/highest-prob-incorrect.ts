import { resolveConfig } from "../parts/rule-config";
import { createTracerRule, requireTracer, tracerRuleDefaults, tracerRuleOptions } from "../parts/tracer-rule";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/**
 * Offers the item the learner is most likely to answer wrongly: score = 1 - P(correct).
 *
 * The mirror image of `highest-prob-correct`, a baseline that a sound evaluation should place low. Not among the policies
 * of the study's published code. Deviations: as for `highest-prob-correct`.
 * Cost: the tracer's `predict`, and O(B I).
 */
export const highestProbIncorrectDescriptor: PolicyRuleDescriptor = {
  id: "highest-prob-incorrect",
  title: "Most likely to be answered wrongly",
  citation: "The mirror image of highest-prob-correct in persai-lab/MOCHI",
  defaults: tracerRuleDefaults,
  needs: { tracer: true },
  create(input) {
    const config = resolveConfig("highest-prob-incorrect", tracerRuleDefaults, tracerRuleOptions, input.config);
    const tracer = requireTracer("highest-prob-incorrect", input);
    return createTracerRule("highest-prob-incorrect", input, config, (state, out) => {
      tracer.predict(state.tracer, out);
      for (let cell = 0; cell < out.length; cell++) out[cell] = 1 - out[cell]!;
    });
  },
};
