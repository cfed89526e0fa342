import { createMasteryRule, masteryRuleDefaults } from "../parts/mastery-rule";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/**
 * Mastery policy: offers what the learner lacks most, score = sum over the item's concepts of max(0, 0.95 - mastery).
 *
 * Source: BKT-MP in persai-lab/MOCHI, max(0, 0.95 - b) of an item's topic, highest first.
 * Deviations: 1. An item may have several concepts; their shortfalls add up. 2. Ties go to the earlier item in the
 * teacher's order; the study's code takes the last in list order (`ties: "last"`). 3. Over a deep tracer the study's
 * code puts P(correct) of the item in the place of b; here b is the tracer's `mastery` of its concepts.
 * Cost: the tracer's `mastery`, and O(B (I + entries of the Q-matrix)).
 */
export const mpDescriptor: PolicyRuleDescriptor = {
  id: "mp",
  title: "Least mastered first",
  citation: "persai-lab/MOCHI, offline evaluation of item recommendation: BKT-MP",
  defaults: masteryRuleDefaults,
  needs: { tracer: true },
  create: (input) => createMasteryRule("mp", input, 1),
};
