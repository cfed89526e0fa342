import { expect, test } from "vitest";
import { linearReward, tracer, world } from "../../test/made-world";
import { createPolicy } from "./create-policy";
import { studyPolicies } from "./study-policies";

test("the study's 15 policies are all there, each once, and all can be made and asked", () => {
  expect(new Set(studyPolicies).size).toBe(15);
  const tracers = ["bkt", "dkt", "dqkt"].map((id) => ({ ...tracer, id }));
  for (const id of studyPolicies) {
    const policy = createPolicy(id, { world, tracers, rewardModel: linearReward(false), rewardTracer: tracers[0]! });
    expect(policy.id).toBe(id);
    expect(policy.recommend(policy.start({ batchSize: 2, seed: 1 }), { k: 1 }).items).toHaveLength(2);
  }
});
