import { expect, test } from "vitest";
import { linearReward, tracer, world } from "../../test/made-world";
import { createPolicy, policyRules } from "./create-policy";

test("the table has the rules that studies name", () => {
  const named = ["random", "instruct-seq", "inv-instruct-seq", "mp", "inv-mp", "highest-prob-correct"];
  const others = ["highest-prob-incorrect", "uncertain", "myopic", "zone"];
  expect(policyRules.map(({ id }) => id)).toEqual(expect.arrayContaining([...named, ...others]));
});

test("a policy carries the id it was asked for", () => {
  const options = { world, tracers: [tracer], rewardModel: linearReward(false) };
  for (const { id, needs } of policyRules) {
    const full = needs.tracer === true ? `counting-${id}` : id;
    expect(createPolicy(full, options).id).toBe(full);
  }
});

test("a tracer where none is used, or none where one is needed, is refused", () => {
  expect(() => createPolicy("counting-random", { world, tracers: [tracer] })).toThrow(/"random" alone/);
  expect(() => createPolicy("zone", { world, tracers: [tracer] })).toThrow(/expected a tracer, got none/);
  expect(() => createPolicy("bkt-zone", { world, tracers: [tracer] })).toThrow(
    /a known tracer \(counting\), got "bkt"/,
  );
});
