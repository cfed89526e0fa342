import { resolveConfig } from "../parts/rule-config";
import { createSequenceRule } from "../parts/sequence-rule";
import { teacherOrder } from "../parts/teacher-order";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/**
 * The teacher's order from its end to its front: stays on an item until it is answered correctly, then goes on.
 *
 * Source: InvInstructSeq of persai-lab/MOCHI, which stays likewise.
 */
export const invInstructSeqDescriptor: PolicyRuleDescriptor = {
  id: "inv-instruct-seq",
  title: "The teacher's order backwards",
  citation: "Baseline of persai-lab/MOCHI, offline evaluation of item recommendation",
  defaults: {},
  needs: {},
  create({ world, config }) {
    resolveConfig("inv-instruct-seq", {}, {}, config);
    return createSequenceRule("inv-instruct-seq", world.items, teacherOrder(world).reverse());
  },
};
