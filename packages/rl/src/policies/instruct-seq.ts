import { resolveConfig } from "../parts/rule-config";
import { createSequenceRule } from "../parts/sequence-rule";
import { teacherOrder } from "../parts/teacher-order";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/**
 * The teacher's order, `world.sequence`: stays on an item until it is answered correctly, then goes on.
 *
 * Source: InstructSeq of persai-lab/MOCHI, which stays likewise.
 */
export const instructSeqDescriptor: PolicyRuleDescriptor = {
  id: "instruct-seq",
  title: "The teacher's order",
  citation: "Baseline of persai-lab/MOCHI, offline evaluation of item recommendation",
  defaults: {},
  needs: {},
  create({ world, config }) {
    resolveConfig("instruct-seq", {}, {}, config);
    return createSequenceRule("instruct-seq", world.items, teacherOrder(world));
  },
};
