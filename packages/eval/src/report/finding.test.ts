import { describe, expect, it } from "vitest";
import { plantResult } from "../../test/example-rem";
import { describeFinding } from "./describe-finding";

const find = (policies: Record<string, number[]>, simulators = ["s1", "s2", "s3"], lengths = [20]): string => {
  const result = plantResult({ policies, simulators, lengths, half: 0.012 });
  return describeFinding({ result, policies: [], simulators: [] }).join(" ");
};

// Scores after 20 items differ by 0.632 of the planted strengths; intervals of differences are 0.004 to each side.
describe("describeFinding", () => {
  it("names a policy that beats all others", () => {
    expect(find({ a: [0.5, 0.5, 0.5], b: [0.4, 0.4, 0.4], c: [0.3, 0.3, 0.3] })).toBe(
      "Under all three simulators and after 20 items, a leads to higher predicted post-test scores than every one of the two other policies.",
    );
  });

  it("says who cannot be told apart from the leader", () => {
    expect(find({ a: [0.5, 0.5, 0.5], b: [0.4, 0.4, 0.4], c: [0.49, 0.51, 0.5] })).toBe(
      "Under all three simulators and after 20 items, a leads to higher predicted post-test scores than b. It cannot be told apart from c.",
    );
  });

  it("says so when nothing is decided", () => {
    expect(find({ a: [0.5, 0.4], b: [0.4, 0.5] }, ["s1", "s2"])).toBe(
      "Under both simulators no policy can be told apart from another after 20 items: the matrix gives no reason to prefer one of them.",
    );
  });

  it("does not speak of comparison with one policy", () => {
    // 0.3 + 0.5 (1 - e^-1) = 0.61606.
    expect(find({ a: [0.5] }, ["s1"])).toBe(
      "Only a was played, with a mean predicted post-test score of 0.616 to 0.616; there is nothing to compare it with.",
    );
  });

  it("names the only simulator", () => {
    expect(find({ a: [0.5], b: [0.4] }, ["s1"])).toMatch(
      /^Under the one simulator played \(s1\) and after 20 items, a /,
    );
  });

  it("tells leads at every length from leads at some", () => {
    // After 1 item differences are 0.049 of the strengths: 0.1 gives 0.0049 > 0.004, 0.05 gives 0.0024.
    expect(find({ a: [0.5, 0.5], b: [0.4, 0.4], c: [0.45, 0.45] }, ["s1", "s2"], [1, 20])).toBe(
      "Under both simulators and at every length (1 and 20 items), a leads to higher predicted post-test scores than b. It is ahead of c at some lengths only.",
    );
    expect(find({ a: [0.5, 0.5], c: [0.45, 0.45] }, ["s1", "s2"], [1, 20])).toBe(
      "After 20 items, under both simulators, a leads to higher predicted post-test scores than c. The lead does not hold at every length.",
    );
  });
});
