import { type Config, type KnowledgeTracer, NO_ITEM, type OptionRule, type Policy, ZpdError } from "@zpd/core";
import type { PolicyRuleInput, TracerRuleState } from "../types/policy-rule";
import { checkAnswers, checkRequest, checkStart } from "./check-calls";
import { composePolicyId } from "./policy-id";
import { HELD_BACK_FROM, noteAnswers, noteLast, type Repeat } from "./progress";
import { selectBest } from "./select-best";
import { teacherOrder } from "./teacher-order";

/** Options of every rule over a tracer. */
export interface TracerRuleConfig extends Config {
  /**
   * "until-correct": an item comes back until it has been answered correctly; "never": not after any answer;
   * "always": whatever happened. Where nothing else may be offered, everything may again.
   */
  readonly repeat: Repeat;
  /** Which of equally good items wins: the earlier ("first") or the later ("last") in the teacher's order. */
  readonly ties: "first" | "last";
}

/** The study's code lets the last of equally good items win; earlier in the teacher's order is our deviation. */
export const tracerRuleDefaults: TracerRuleConfig = { repeat: "until-correct", ties: "first" };

export const tracerRuleOptions: { readonly repeat: OptionRule; readonly ties: OptionRule } = {
  repeat: { kind: "choice", of: ["until-correct", "always", "never"] },
  ties: { kind: "choice", of: ["first", "last"] },
};

/** Writes the score of every item `[B, I]`, higher is better, NaN to leave an item out. */
export type ScoreItems = (state: TracerRuleState, out: Float32Array, actionMask: Uint8Array | undefined) => void;

/** The tracer a rule was given, checked against the world. @throws INVALID_INPUT, SHAPE */
export function requireTracer(ruleId: string, { world, tracer }: PolicyRuleInput): KnowledgeTracer {
  if (tracer === undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: ruleId,
      expected: "a tracer",
      got: "none",
      advice: `name one, as in "bkt-${ruleId}"`,
    });
  }
  if (tracer.items.size !== world.items.size || tracer.qMatrix.itemCount !== world.items.size) {
    throw new ZpdError("SHAPE", {
      where: composePolicyId(tracer.id, ruleId),
      expected: `a tracer over the world's ${world.items.size} items`,
      got: `one over ${tracer.items.size}`,
    });
  }
  return tracer;
}

/**
 * A policy that follows a tracer and offers the items that `scoreItems` finds best, honouring the mask and `repeat`.
 * The policy itself holds no learner; its buffers are overwritten by each call.
 */
export function createTracerRule(
  ruleId: string,
  input: PolicyRuleInput,
  config: TracerRuleConfig,
  scoreItems: ScoreItems,
  rewardTracer?: KnowledgeTracer,
): Policy<TracerRuleState> {
  const tracer = requireTracer(ruleId, input);
  const id = composePolicyId(tracer.id, ruleId);
  const itemCount = input.world.items.size;
  const order = teacherOrder(input.world);
  if (config.ties === "last") order.reverse();
  let scratch = new Float32Array(0);
  return {
    id,
    items: input.world.items,

    start(options) {
      checkStart(`${id}.start`, options);
      const { batchSize, preTest } = options;
      return {
        batchSize,
        tracer: tracer.start(batchSize),
        ...(rewardTracer === undefined ? {} : { rewardTracer: rewardTracer.start(batchSize) }),
        progress: new Uint8Array(batchSize * itemCount),
        lastItem: new Int32Array(batchSize).fill(NO_ITEM),
        lastScore: new Float32Array(batchSize).fill(Number.NaN),
        ...(preTest === undefined ? {} : { preTest: preTest.slice() }),
      };
    },

    recommend(state, request) {
      const { batchSize, progress } = state;
      checkRequest(`${id}.recommend`, request, batchSize, itemCount);
      const { k, actionMask } = request;
      const size = batchSize * itemCount;
      if (scratch.length !== size) scratch = new Float32Array(size);
      scoreItems(state, scratch, actionMask);
      const items = new Int32Array(batchSize * k);
      const scores = new Float32Array(batchSize * k);
      const heldBackFrom = HELD_BACK_FROM[config.repeat];
      selectBest(
        { batchSize, itemCount, k, scores: scratch, order, actionMask, progress, heldBackFrom },
        items,
        scores,
      );
      return { items, scores };
    },

    observe(state, items, scores, context) {
      checkAnswers(`${id}.observe`, items, scores, state.batchSize, itemCount);
      tracer.observe(state.tracer, items, scores, context);
      if (rewardTracer !== undefined && state.rewardTracer !== undefined)
        rewardTracer.observe(state.rewardTracer, items, scores, context);
      noteAnswers(state.progress, itemCount, items, scores);
      noteLast(state.lastItem, state.lastScore, items, scores);
    },
  };
}
