import { NO_ITEM, type Policy } from "@zpd/core";
import { cosineAt, cosines, inverseNorms } from "../maths/cosines";
import { checkCandidates } from "../parts/check-calls";
import { type ItemSpace, itemSpaceOf } from "../parts/item-space";
import { resolveConfig } from "../parts/rule-config";
import {
  createTracerRule,
  requireTracer,
  type TracerRuleConfig,
  tracerRuleDefaults,
  tracerRuleOptions,
} from "../parts/tracer-rule";
import type { PolicyRuleDescriptor, TracerRuleState } from "../types/policy-rule";

export interface PearConfig extends TracerRuleConfig {
  /**
   * How near an item is to what the learner knows: "cosine", as the paper's equation has it, offers what she is about
   * to master; "distance", 1 - cosine, what lies farthest from it.
   */
  readonly similarity: "cosine" | "distance";
}

const defaults: PearConfig = { ...tracerRuleDefaults, similarity: "cosine" };

/**
 * Proximity-based educational recommendation: offers what is hard for the learner and near to what she knows,
 *
 *   prox(q) = (1 - x_q) cos(k, w_q)
 *
 * where k is what she knows, w_q what the item needs, and x_q the score observed if the last item she answered was q,
 * else P(correct). At most 1; below 0 where knowledge points away from the item, and then a hard item is worse than an
 * easy one. The cosine with a vector of zeros (nothing known, or an item without a concept) is 0. Over DQKT, whose
 * P(correct) is the sigmoid of k w_q, it is below 0 exactly where P(correct) is below one half.
 *
 * Source: Wang, Sahebi, Brusilovsky, "Proximity-Based Educational Recommendations: A Multi-Objective Framework", MORS at
 * RecSys 2022. Their code (Chunpai/MOCHI) writes 1 minus the cosine distance, which is the same cosine; "distance" is
 * for comparison.
 * Deviations: 1. Over a tracer without a concept space, k is mastery and w_q the item's row of the Q-matrix. 2. Ties go
 * to the earlier item in the teacher's order; the study's code takes the last in list order (`ties: "last"`).
 * Cost: the tracer's `predict` and `knowledge` or `mastery`, and O(B (S + I + entries of the items' vectors)).
 */
export const pearDescriptor: PolicyRuleDescriptor = {
  id: "pear",
  title: "Hard, and near to what is known",
  citation:
    "Wang, Sahebi, Brusilovsky, Proximity-Based Educational Recommendations: A Multi-Objective Framework, MORS at RecSys 2022, CEUR-WS 3268",
  defaults,
  needs: { tracer: true },
  create(input): Policy<TracerRuleState> {
    const options = { ...tracerRuleOptions, similarity: { kind: "choice", of: ["cosine", "distance"] } } as const;
    const config = resolveConfig("pear", defaults, options, input.config);
    const tracer = requireTracer("pear", input);
    const itemCount = input.world.items.size;
    const isDistance = config.similarity === "distance";
    // Read at the first use: a deep tracer then loads its kernels.
    let known: ItemSpace | undefined;
    let knowledge = new Float32Array(0);
    let inverse = new Float64Array(0);
    let near = new Float32Array(0);

    /** Brings `knowledge` and the inverse lengths up to date. */
    function readKnowledge({ batchSize, tracer: state }: TracerRuleState): ItemSpace {
      known ??= itemSpaceOf(tracer);
      if (inverse.length !== batchSize) {
        inverse = new Float64Array(batchSize);
        knowledge = new Float32Array(batchSize * known.size);
      }
      known.knowledge(state, knowledge);
      inverseNorms(knowledge, known.size, inverse);
      return known;
    }

    const policy = createTracerRule("pear", input, config, (state, out) => {
      const { batchSize, lastItem, lastScore } = state;
      tracer.predict(state.tracer, out);
      if (near.length !== out.length) near = new Float32Array(out.length);
      cosines(readKnowledge(state).items, knowledge, inverse, near);
      for (let b = 0; b < batchSize; b++)
        if (lastItem[b] !== NO_ITEM) out[b * itemCount + lastItem[b]!] = lastScore[b]!;
      if (isDistance) for (let cell = 0; cell < out.length; cell++) out[cell] = (1 - out[cell]!) * (1 - near[cell]!);
      else for (let cell = 0; cell < out.length; cell++) out[cell] = (1 - out[cell]!) * near[cell]!;
    });
    return {
      ...policy,
      explain(state, items) {
        const perRow = checkCandidates(`${policy.id}.explain`, items, state.batchSize, itemCount);
        const difficulty = tracer.predictItems(state.tracer, items);
        const nearness = new Float32Array(items.length).fill(Number.NaN);
        const space = readKnowledge(state);
        for (let at = 0; at < items.length; at++) {
          const item = items[at]!;
          if (item === NO_ITEM) continue;
          const b = Math.floor(at / perRow);
          difficulty[at] = 1 - (item === state.lastItem[b] ? state.lastScore[b]! : difficulty[at]!);
          const cosine = cosineAt(space.items, item, knowledge, b * space.size, inverse[b]!);
          nearness[at] = isDistance ? 1 - cosine : cosine;
        }
        return {
          formula: "difficulty x proximity",
          parts: [
            {
              name: "difficulty",
              meaning: "1 - P(correct), or 1 - the score where it was answered last",
              values: difficulty,
            },
            { name: "proximity", meaning: `${config.similarity} of what is known and what it needs`, values: nearness },
          ],
        };
      },
    };
  },
};
