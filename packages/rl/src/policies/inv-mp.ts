import { createMasteryRule, masteryRuleDefaults } from "../parts/mastery-rule";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/**
 * Inverse mastery policy: offers what the learner lacks least, score = -sum over the item's concepts of
 * max(0, 0.95 - mastery).
 *
 * Source: BKT-InvMP in persai-lab/MOCHI. Deviations: as for `mp`.
 * Cost: the tracer's `mastery`, and O(B (I + entries of the Q-matrix)).
 */
export const invMpDescriptor: PolicyRuleDescriptor = {
  id: "inv-mp",
  title: "Most mastered first",
  citation: "persai-lab/MOCHI, offline evaluation of item recommendation: BKT-InvMP",
  defaults: masteryRuleDefaults,
  needs: { tracer: true },
  create: (input) => createMasteryRule("inv-mp", input, -1),
};
