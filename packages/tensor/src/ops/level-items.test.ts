import { describe, expect, it } from "vitest";
import { randomWeights } from "../../test/central-differences";
import { createInference } from "../engines/inference";
import { createReferenceMachine } from "../kernels/reference-machine";
import type { InferenceOps } from "../types/inference-ops";
import type { Values } from "../types/ops";

const [learners, keyCount, judgeUnits, units, levelCount] = [3, 6, 5, 7, 4];
const weights = randomWeights(1, {
  judgeItems: [keyCount, judgeUnits],
  judgeStates: [learners, judgeUnits],
  judgeOutput: [judgeUnits, levelCount],
  judgeBias: [levelCount],
  items: [keyCount, units],
  states: [learners, units],
  levels: [levelCount, units],
  output: [units, 1],
  bias: [keyCount, 1],
});

function ask(ops: InferenceOps, held: Values, keys: Int32Array, count: number) {
  return ops.levelLogits({
    batch: learners,
    count,
    keys: ops.indices(keys),
    judge: {
      items: held.judgeItems!,
      states: held.judgeStates!,
      output: held.judgeOutput!,
      bias: held.judgeBias!,
    },
    answer: {
      items: held.items!,
      states: held.states!,
      levels: held.levels!,
      output: held.output!,
      bias: held.bias!,
    },
  });
}

describe("log-odds by levels", () => {
  it("are those of one layer after the other", () => {
    const inference = createInference(createReferenceMachine("float64"), weights);
    const own = Int32Array.of(4, 0, 5, 2, 2, 1, 3, 3, 0, 5, 4, 1);
    const count = own.length / learners;
    const [logits, composed] = inference.run((ops, held) => {
      const items = ops.indices(own);
      const learner = ops.indices(Int32Array.from(own, (_, pair) => Math.floor(pair / count)));
      const pair = (ofItem: string, ofLearner: string) =>
        ops.add(ops.gatherRows(held[ofItem]!, items), ops.gatherRows(held[ofLearner]!, learner));
      const judged = ops.activate(pair("judgeItems", "judgeStates"), "relu");
      const probabilities = ops.softmax(ops.linear(judged, held.judgeOutput!, held.judgeBias!));
      const hidden = ops.add(pair("items", "states"), ops.linear(probabilities, held.levels!));
      const answer = ops.linear(ops.activate(hidden, "relu"), held.output!);
      return [ask(ops, held, own, count), ops.add(answer, ops.gatherRows(held.bias!, items))];
    });
    expect(logits!.length).toBe(own.length);
    for (let k = 0; k < own.length; k++) expect(logits![k]).toBeCloseTo(composed![k]!, 12);
  });

  it("of a list for all learners are those of each learner's own list, and 0 for no item", () => {
    const inference = createInference(createReferenceMachine("float64"), weights);
    const list = Int32Array.of(2, -1, 5);
    const repeated = Int32Array.of(...list, ...list, ...list);
    const [shared, own] = inference.run((ops, held) => [ask(ops, held, list, 3), ask(ops, held, repeated, 3)]);
    expect(shared).toEqual(own);
    expect([shared![1], shared![4], shared![7]]).toEqual([0, 0, 0]);
  });

  it("are refused for items that the tables do not have, and for states of other learners", () => {
    const inference = createInference(createReferenceMachine("float64"), weights);
    const unknown = () => inference.run((ops, held) => [ask(ops, held, Int32Array.of(keyCount), 1)]);
    expect(unknown).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    const others = () =>
      inference.run((ops, held) => [ask(ops, { ...held, states: held.items! }, Int32Array.of(0), 1)]);
    expect(others).toThrow(expect.objectContaining({ code: "SHAPE" }));
  });
});
