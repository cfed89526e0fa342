import { expect } from "vitest";
import type { Outcome } from "./run-source";

/** Paths of the values that are `null`: what JSON makes of NaN, of infinities and of missing things. */
function nullsIn(value: unknown, path: string): string[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => nullsIn(inner, `${path}.${name}`));
}

/** The one document of a command that ended well; fails the test on anything else on standard output, and on nulls. */
// biome-ignore lint/suspicious/noExplicitAny: a document of another process has no type.
export function documentOf({ status, stdout, stderr }: Outcome): any {
  expect(status, stderr).toBe(0);
  expect(stdout.endsWith("\n")).toBe(true);
  expect(stdout.slice(0, -1)).not.toContain("\n");
  const document: unknown = JSON.parse(stdout);
  expect(nullsIn(document, "")).toEqual([]);
  return document;
}

/** A document without what may differ from run to run. */
export function withoutTimes(document: unknown): string {
  return JSON.stringify(document, (name, value: unknown) =>
    ["seconds", "secondsPerEpoch", "peakMemoryMB"].includes(name) ? undefined : value,
  );
}

export const aNumber = expect.any(Number);
export const aText = expect.any(String);
export const aFingerprint = expect.stringMatching(/^[0-9a-f]{64}$/);
export const aBackend = { name: "cpu", reason: aText };
