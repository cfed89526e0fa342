import { ZpdError } from "@zpd/core";
import { checkPreTest } from "../parts/check-calls";
import { createExpectedLinearReward } from "../parts/expected-linear-reward";
import { createExpectedReward } from "../parts/expected-reward";
import { HELD_BACK_FROM } from "../parts/progress";
import { resolveConfig } from "../parts/rule-config";
import { markCandidates } from "../parts/select-best";
import {
  createTracerRule,
  requireTracer,
  type TracerRuleConfig,
  tracerRuleDefaults,
  tracerRuleOptions,
} from "../parts/tracer-rule";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

export interface MyopicConfig extends TracerRuleConfig {
  /** Learner-item pairs looked ahead in one go, where beliefs are copied; changes memory and speed only. Default 4,096. */
  readonly chunkPairs: number;
}

const defaults: MyopicConfig = { ...tracerRuleDefaults, chunkPairs: 4096 };

/**
 * Offers the item after which the reward model expects the best test: score = expected prediction, in test scores.
 *
 * The tracer gives P(correct); its beliefs (or the reward tracer's, where the model was fitted on another tracer's
 * mastery) are moved by each of the two answers, and the reward model reads the mastery after each.
 *
 * Source: the myopic policy of persai-lab/MOCHI. Deviations: 1. Exact expectation over both outcomes instead of the
 * average over 20 sampled answers: no noise, a tenth of the work. 2. Only items that may be offered now are looked at.
 * 3. Ties go to the earlier item in the teacher's order; the study's code takes the last in list order.
 * Cost: the tracer's `predict`; two rows of the reading tracer's `selectRows`, `observe` and `mastery` for every learner
 * and item that may be offered. Where that tracer has `masteryAfter` and the reward model is a line, two `masteryAfter`
 * and O(B (C + I + entries of the Q-matrix)) instead: about a tenth.
 */
export const myopicDescriptor: PolicyRuleDescriptor = {
  id: "myopic",
  title: "Best expected test after the next answer",
  citation: "persai-lab/MOCHI, offline evaluation of item recommendation: myopic policy",
  defaults,
  needs: { tracer: true, rewardModel: true },
  create(input) {
    const options = { ...tracerRuleOptions, chunkPairs: { kind: "integer", low: 1 } } as const;
    const config = resolveConfig("myopic", defaults, options, input.config);
    const tracer = requireTracer("myopic", input);
    const { rewardModel, rewardTracer } = input;
    if (rewardModel === undefined) {
      throw new ZpdError("INVALID_INPUT", {
        where: "myopic",
        expected: "a reward model",
        got: "none",
        advice: "fit one on (pre-test, mastery) -> post-test",
      });
    }
    const reading = rewardTracer ?? tracer;
    const wantedConcepts = rewardModel.inputs.length - (rewardModel.usesPreTest ? 1 : 0);
    if (reading.qMatrix.concepts.size !== wantedConcepts || reading.items.size !== input.world.items.size) {
      throw new ZpdError("SHAPE", {
        where: "myopic",
        expected: `a tracer over the reward model's ${wantedConcepts} concepts and the world's ${input.world.items.size} items`,
        got: `${reading.id} over ${reading.qMatrix.concepts.size} concepts and ${reading.items.size} items`,
        advice: "pass the tracer the reward model was fitted with as rewardTracer",
      });
    }
    const itemCount = input.world.items.size;
    const expectReward =
      createExpectedLinearReward(reading, rewardModel) ?? createExpectedReward(reading, rewardModel, config.chunkPairs);
    let wanted = new Uint8Array(0);
    return createTracerRule(
      "myopic",
      input,
      config,
      (state, out, actionMask) => {
        if (rewardModel.usesPreTest) checkPreTest("myopic.recommend", state.preTest);
        if (wanted.length !== out.length) wanted = new Uint8Array(out.length);
        markCandidates(state.progress, actionMask, itemCount, HELD_BACK_FROM[config.repeat], wanted);
        tracer.predict(state.tracer, out);
        expectReward(state.rewardTracer ?? state.tracer, state.preTest, wanted, out);
      },
      rewardTracer === tracer ? undefined : rewardTracer,
    );
  },
};
