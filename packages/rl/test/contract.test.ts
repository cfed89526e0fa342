import { isZpdError } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { checkPolicy } from "../src/loops/check-policy";
import { policyRules } from "../src/registry";
import type { PolicyRuleDescriptor, PolicyRuleInput } from "../src/types/policy-rule";
import { linearReward, tracer, world } from "./made-world";

/** What a rule asks for. */
function inputOf({ needs }: PolicyRuleDescriptor): PolicyRuleInput {
  return {
    world,
    ...(needs.tracer === true ? { tracer } : {}),
    ...(needs.rewardModel === true ? { rewardModel: linearReward(true), rewardTracer: tracer } : {}),
  };
}

const rules = policyRules.map((rule) => ({ id: rule.id, rule, input: inputOf(rule) }));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return isZpdError(error) ? error.code : `not a ZpdError: ${String(error)}`;
  }
  return "nothing thrown";
}

it("no two rules have one id", () => {
  const ids = policyRules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(rules)("the contract of $id", ({ id, rule, input }) => {
  it("names itself, its source and plain default options", () => {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(rule.title.length * rule.citation.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(rule.defaults))).toEqual(rule.defaults);
  });

  it("makes a policy over the world's items, under the tracer's name and its own", () => {
    const policy = rule.create(input);
    expect(policy.id).toBe(rule.needs.tracer === true ? `counting-${id}` : id);
    expect(policy.items).toBe(world.items);
  });

  it("keeps every rule of a policy", () => {
    const policy = rule.create(input);
    const preTest = Float64Array.of(0.1, 0.9, 0.3, 0.4, 0.5);
    expect(checkPolicy(policy, { steps: 20, preTest })).toEqual([]);
    expect(checkPolicy(policy, { steps: 20, k: 1, seed: 9, preTest })).toEqual([]);
  });

  it("refuses unknown options and offers the nearest name", () => {
    const known = Object.keys(rule.defaults)[0];
    const config = { [known === undefined ? "nothing" : `${known}x`]: 1 };
    expect(codeOf(() => rule.create({ ...input, config }))).toBe("INVALID_CONFIG");
    if (known !== undefined) expect(() => rule.create({ ...input, config })).toThrow(`did you mean "${known}"?`);
  });

  it("refuses impossible calls", () => {
    const policy = rule.create(input);
    expect(codeOf(() => policy.start({ batchSize: 0, seed: 1 }))).toBe("INVALID_INPUT");
    expect(codeOf(() => policy.start({ batchSize: 2, seed: 1, learners: Int32Array.of(1) }))).toBe("SHAPE");
    const state = policy.start({ batchSize: 1, seed: 1, preTest: Float64Array.of(0.5) });
    const before = structuredClone(state);
    expect(codeOf(() => policy.recommend(state, { k: 0 }))).toBe("INVALID_INPUT");
    expect(codeOf(() => policy.recommend(state, { k: 1, actionMask: new Uint8Array(4) }))).toBe("SHAPE");
    expect(codeOf(() => policy.observe(state, Int32Array.of(5), Float32Array.of(1)))).toBe("UNKNOWN_ID");
    expect(codeOf(() => policy.observe(state, Int32Array.of(1), Float32Array.of(1.5)))).toBe("INVALID_INPUT");
    expect(codeOf(() => policy.observe(state, Int32Array.of(1, 2), Float32Array.of(1)))).toBe("SHAPE");
    expect(state).toEqual(before);
  });
});

describe.each(rules.filter(({ rule }) => rule.needs.tracer === true))(
  "the contract of a rule over a tracer: $id",
  ({ rule, input }) => {
    it("says that a tracer is missing, or is of another world", () => {
      expect(() => rule.create({ world })).toThrow(/expected a tracer, got none/);
      const other = { ...tracer, items: { ...tracer.items, size: 4 } };
      expect(() => rule.create({ ...input, tracer: other })).toThrow(/over the world's 5 items, got one over 4/);
    });

    it("knows when an item comes again", () => {
      expect(() => rule.create({ ...input, config: { repaet: "always" } })).toThrow(/did you mean "repeat"/);
      expect(() => rule.create({ ...input, config: { repeat: "sometimes" } })).toThrow(/got "sometimes"/);
    });
  },
);
