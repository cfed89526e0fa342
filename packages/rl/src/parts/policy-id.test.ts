import fc from "fast-check";
import { expect, test } from "vitest";
import { composePolicyId, parsePolicyId } from "./policy-id";

const tracers = ["bkt", "item-mean", "dkt", "dkt-plus"];
const rules = ["random", "mp", "inv-mp", "zone", "highest-prob-correct"];

test("takes apart what was composed, hyphens and all", () => {
  for (const tracerId of tracers)
    for (const ruleId of rules)
      expect(parsePolicyId(composePolicyId(tracerId, ruleId), tracers, rules)).toEqual({ tracerId, ruleId });
  expect(parsePolicyId("inv-mp", tracers, rules)).toEqual({ ruleId: "inv-mp" });
});

test("the longest tracer id wins where two splits fit", () => {
  expect(parsePolicyId("a-b-c", ["a", "a-b"], ["c", "b-c"])).toEqual({ tracerId: "a-b", ruleId: "c" });
});

test.each([
  ["bkt-zoen", /did you mean "bkt-zone"\?/],
  ["bkd-zone", /a known tracer .* got "bkd"; did you mean "bkt"\?/],
  ["randon", /did you mean "random"\?/],
  ["quite-something-else", /alone or after a tracer's name \(bkt, item-mean, dkt, dkt-plus\)/],
  ["", /got ""/],
])("refuses %o with the nearest name", (id, message) => {
  expect(() => parsePolicyId(id, tracers, rules)).toThrow(message);
});

test("any text parses or is refused with UNKNOWN_NAME", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (id) => {
      try {
        parsePolicyId(id, tracers, rules);
      } catch (error) {
        expect((error as { code: string }).code).toBe("UNKNOWN_NAME");
      }
    }),
  );
});
