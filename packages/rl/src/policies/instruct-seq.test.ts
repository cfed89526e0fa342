import { createNumberedVocabulary, identityQMatrix, NO_ITEM } from "@zpd/core";
import { describe, expect, test } from "vitest";
import { checkPolicy } from "../loops/check-policy";
import { instructSeqDescriptor } from "./instruct-seq";
import { invInstructSeqDescriptor } from "./inv-instruct-seq";

const items = createNumberedVocabulary(4);
const world = { items, qMatrix: identityQMatrix(items), sequence: Int32Array.of(2, 0, 3) };

/** What one learner is offered while answering as told, right (1) or wrong (0), always the first item. */
function play(
  rule: typeof instructSeqDescriptor,
  answers: number[],
  k = 1,
  masks: (Uint8Array | undefined)[] = [],
): number[][] {
  const policy = rule.create({ world });
  const state = policy.start({ batchSize: 1, seed: 1 });
  return answers.map((answer, step) => {
    const actionMask = masks[step];
    const { items: slate } = policy.recommend(state, { k, ...(actionMask === undefined ? {} : { actionMask }) });
    policy.observe(state, slate.slice(0, 1), Float32Array.of(answer));
    return Array.from(slate);
  });
}

describe("the teacher's order", () => {
  test("stays on an item until it is answered correctly; items outside the sequence come last", () => {
    expect(play(instructSeqDescriptor, [0, 0, 1, 1, 1, 0, 1]).flat()).toEqual([2, 2, 2, 0, 3, 1, 1]);
  });

  test("starts again from the front when everything has been solved, and stays there too", () => {
    expect(play(instructSeqDescriptor, [1, 1, 1, 1, 0, 1, 1]).flat()).toEqual([2, 0, 3, 1, 2, 2, 0]);
  });

  test("at the end comes back to what the mask had hidden, then starts from the front", () => {
    // Item 0 (second) is hidden in the first two steps.
    const hidden = Uint8Array.of(0, 1, 1, 1);
    const masks = [hidden, hidden, undefined, undefined, undefined];
    expect(play(instructSeqDescriptor, [1, 1, 1, 1, 1], 1, masks).flat()).toEqual([2, 3, 1, 0, 2]);
  });

  test("offers solved items where nothing else is allowed, and nothing where nothing is", () => {
    const onlyTwo = Uint8Array.of(0, 0, 1, 0);
    expect(play(instructSeqDescriptor, [1, 1], 1, [undefined, onlyTwo]).flat()).toEqual([2, 2]);
    expect(play(instructSeqDescriptor, [1], 2, [new Uint8Array(4)])).toEqual([[NO_ITEM, NO_ITEM]]);
  });

  test("a slate holds the next items in order; scores fall", () => {
    expect(play(instructSeqDescriptor, [1, 1], 3)).toEqual([
      [2, 0, 3],
      [0, 3, 1],
    ]);
    const policy = instructSeqDescriptor.create({ world });
    const { scores } = policy.recommend(policy.start({ batchSize: 1, seed: 1 }), { k: 5 });
    expect(Array.from(scores)).toEqual([-0, -1, -2, -3, Number.NaN]);
  });

  test("an answer to another item than the one offered moves the place there", () => {
    const policy = instructSeqDescriptor.create({ world });
    const state = policy.start({ batchSize: 1, seed: 1 });
    policy.observe(state, Int32Array.of(0), Float32Array.of(1));
    expect(policy.recommend(state, { k: 4 }).items).toEqual(Int32Array.of(3, 1, 2, NO_ITEM));
    // A wrong one keeps her there.
    policy.observe(state, Int32Array.of(1), Float32Array.of(0));
    expect(policy.recommend(state, { k: 4 }).items).toEqual(Int32Array.of(1, 2, 3, NO_ITEM));
  });

  test("backwards, from the last item of the order", () => {
    expect(play(invInstructSeqDescriptor, [1, 0, 1, 1, 1, 1]).flat()).toEqual([1, 3, 3, 0, 2, 1]);
  });

  test("pass the contract check", () => {
    for (const rule of [instructSeqDescriptor, invInstructSeqDescriptor]) {
      expect(checkPolicy(rule.create({ world }), { steps: 30 })).toEqual([]);
      expect(checkPolicy(rule.create({ world }), { steps: 30, k: 1, seed: 4 })).toEqual([]);
    }
  });

  test("a sequence must name known items once", () => {
    const bad = (sequence: Int32Array) => () => instructSeqDescriptor.create({ world: { ...world, sequence } });
    expect(bad(Int32Array.of(0, 0))).toThrow(/each at most once, got 0 at place 1/);
    expect(bad(Int32Array.of(4))).toThrow(/item indices 0…3/);
    expect(() => instructSeqDescriptor.create({ world, config: { repeat: "always" } })).toThrow(/no options/);
  });
});
