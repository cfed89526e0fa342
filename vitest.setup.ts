import fc from "fast-check";
import { afterEach, beforeEach, vi } from "vitest";

// Property tests draw the same cases in every run, so that a green run stays green; ZPD_FUZZ=1 draws new ones.
if (process.env.ZPD_FUZZ === undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });

// Libraries do not print: whatever reaches the console during a test fails it.
const methods = ["log", "info", "warn", "error", "debug"] as const;
let printed: string[] = [];

beforeEach(() => {
  printed = [];
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      printed.push(`console.${method}: ${parts.map(String).join(" ")}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  if (printed.length > 0) throw new Error(`A test printed to the console:\n${printed.join("\n")}`);
});
