import { resolveConfig } from "../parts/rule-config";
import { createTracerRule, requireTracer, tracerRuleDefaults, tracerRuleOptions } from "../parts/tracer-rule";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/**
 * Offers the item the learner is most likely to answer correctly: score = P(correct).
 *
 * Source: the policy of that name in the study of Robust Evaluation Matrices that PEAR is compared in (persai-lab/MOCHI).
 * Deviations: 1. P(correct) is the tracer's own prediction of the next answer, not one taken one transition ahead.
 * 2. Ties go to the earlier item in the teacher's order; the study's code takes the last in list order (`ties: "last"`).
 * Cost: the tracer's `predict`, and O(B I).
 */
export const highestProbCorrectDescriptor: PolicyRuleDescriptor = {
  id: "highest-prob-correct",
  title: "Most likely to be answered correctly",
  citation: "persai-lab/MOCHI, offline evaluation of item recommendation; after Doroudi, Aleven, Brunskill 2017",
  defaults: tracerRuleDefaults,
  needs: { tracer: true },
  create(input) {
    const config = resolveConfig("highest-prob-correct", tracerRuleDefaults, tracerRuleOptions, input.config);
    const tracer = requireTracer("highest-prob-correct", input);
    return createTracerRule("highest-prob-correct", input, config, (state, out) => {
      tracer.predict(state.tracer, out);
    });
  },
};
