import { expect, it } from "vitest";
import { CheckFindings } from "./check-findings";

it("keeps the first message of every rule, in order, and says what shape came", () => {
  const findings = new CheckFindings();
  expect(findings.list()).toEqual([]);
  expect(findings.hasShape("items", Int32Array.of(1, 2), Int32Array, 2)).toBe(true);
  findings.report("runs", "threw");
  expect(findings.hasShape("items", Float32Array.of(1), Int32Array, 2)).toBe(false);
  expect(findings.hasShape("scores", undefined, Float32Array, 2)).toBe(false);
  findings.report("runs", "threw again");
  expect(findings.has("shapes")).toBe(true);
  expect(findings.list()).toEqual([
    { rule: "runs", message: "threw" },
    { rule: "shapes", message: "items: expected Int32Array of 2, got Float32Array of 1" },
  ]);
});
