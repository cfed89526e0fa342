import { ZpdError, type ZpdErrorCode } from "@zpd/core";
import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { fakeTerminal } from "../test/support/run-source";
import { explainError } from "./error-status";

function explained(error: unknown, aborted = false): { status: number; stderr: string } {
  const terminal = fakeTerminal(aborted ? { signal: AbortSignal.abort() } : {});
  const status = explainError(error, terminal);
  return { status, stderr: terminal.written().stderr };
}

describe("explainError", () => {
  // What the user gave can be mended by the user; what only our code can do wrong is a defect.
  it.each<[ZpdErrorCode, number]>([
    ["INVALID_INPUT", 2],
    ["INVALID_CONFIG", 2],
    ["UNKNOWN_ID", 2],
    ["UNKNOWN_NAME", 2],
    ["UNSUPPORTED", 2],
    ["IO", 2],
    ["NUMERICAL", 2],
    ["MISSING_PART", 3],
    ["CONTRACT", 1],
    ["SHAPE", 1],
    ["NOT_FITTED", 1],
  ])("gives %s the status %i", (code, status) => {
    const { status: given, stderr } = explained(new ZpdError(code, { where: "--x", expected: "a", got: "b" }));
    expect(given).toBe(status);
    if (status === 1) expect(stderr).toMatch(/^zpd: a defect of ours.*\nZpdError: --x: expected a, got b\n {4}at /);
    else expect(stderr).toBe("zpd: --x: expected a, got b\n");
  });

  it("says nothing after Commander has", () => {
    expect(explained(new CommanderError(0, "commander.helpDisplayed", "help"))).toEqual({ status: 0, stderr: "" });
    expect(explained(new CommanderError(1, "commander.unknownOption", "no"))).toEqual({ status: 2, stderr: "" });
  });

  it("puts an interrupt before what it broke", () => {
    expect(explained(new Error("broken off"), true)).toMatchObject({ status: 130 });
  });

  it("takes errors of the system for the user's, and all others for ours", () => {
    const system = Object.assign(new Error("EACCES: …"), { code: "EACCES", syscall: "open", path: "a.csv" });
    expect(explained(system)).toEqual({ status: 2, stderr: "zpd: a.csv: no permission\n" });
    expect(explained(new RangeError("Invalid typed array length: 1e12")).status).toBe(2);
    expect(explained(new RangeError("Maximum call stack size exceeded")).status).toBe(1);
    expect(explained("thrown text")).toEqual({
      status: 1,
      stderr: "zpd: a defect of ours, please report it with the lines below\nthrown text\n",
    });
  });
});
