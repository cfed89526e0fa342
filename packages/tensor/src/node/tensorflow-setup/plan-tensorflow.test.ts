import { describe, expect, it } from "vitest";
import { assertNothingMissing } from "./add-tensorflow";
import { examineMachine, freeBytes, isAtLeast, type Machine, missingPlatform } from "./machine";
import { planFor } from "./plan-tensorflow";

const complete: Machine = { tools: { npm: "npm", python: "python3", compiler: "g++" }, missing: [] };
const target = { folder: "/data/tensorflow", installed: false };

describe("planFor", () => {
  it("says what comes from where, and adds up", () => {
    const plan = planFor(target, "linux-x64", complete, undefined);
    expect(plan).toMatchObject({ folder: "/data/tensorflow", installed: false, missing: [] });
    expect(plan.downloads).toMatchObject([
      { by: "pip", name: "tensorflow-cpu", version: "2.15.1", bytes: 207_208_420 },
      { by: "npm", name: "@tensorflow/tfjs-node", version: "4.22.0" },
    ]);
    // 207.2 + 75.4 MB; libraries 615.1 MB with packages of 90.3 MB, before that of 302 MB.
    expect(plan.downloadBytes / 1e6).toBeCloseTo(282.6, 1);
    expect(plan.diskBytes / 1e6).toBeCloseTo(705.4, 1);
    expect(plan.peakBytes / 1e6).toBeCloseTo(917.1, 1);
  });

  it("takes the wheel of the platform", () => {
    expect(planFor(target, "linux-arm64", complete, undefined).downloads[0]).toMatchObject({
      name: "tensorflow-cpu-aws",
      bytes: 211_874_120,
    });
  });

  it("counts room on the disk among what is missing, but not where nothing will be written", () => {
    const { missing } = planFor(target, "linux-x64", complete, 5e8);
    expect(missing).toMatchObject([
      { name: "disk", expected: "917 MB free on the disk of /data/tensorflow", got: "500 MB" },
    ]);
    expect(planFor({ ...target, installed: true }, "linux-x64", complete, 5e8).missing).toEqual([]);
    expect(planFor(target, "linux-x64", complete, 2e9).missing).toEqual([]);
  });
});

describe("missingPlatform", () => {
  it("knows where the wheels run", () => {
    expect(missingPlatform("linux-x64", "2.36")).toBeUndefined();
    expect(missingPlatform("linux-arm64", "2.17")).toBeUndefined();
    expect(missingPlatform("linux-x64", "2.5")).toMatchObject({ got: "linux-x64 with GNU C library 2.5" });
    expect(missingPlatform("linux-x64", undefined)).toMatchObject({ got: "linux-x64 with another C library" });
    expect(missingPlatform("darwin-arm64", undefined)).toMatchObject({ name: "platform", got: "darwin-arm64" });
  });

  it("compares versions by number, not by letter", () => {
    expect([isAtLeast("2.9", "2.17"), isAtLeast("2.17", "2.17"), isAtLeast("3", "2.17")]).toEqual([false, true, true]);
  });
});

describe("examineMachine", () => {
  it("misses a compiler that CXX names wrongly, and says what to install", async () => {
    const { tools, missing } = await examineMachine({ CXX: "no-such-compiler" });
    expect(tools.compiler).toBeUndefined();
    expect(missing.find(({ name }) => name === "compiler")).toMatchObject({
      got: "none of no-such-compiler",
      advice: expect.stringContaining("apt-get install g++"),
    });
  });
});

it("freeBytes looks at the disk that would hold a folder which is not there yet", () => {
  expect(freeBytes(`${import.meta.dirname}/not/there/yet`)).toBeGreaterThan(0);
});

it("assertNothingMissing names all that is missing at once", () => {
  assertNothingMissing([]);
  const part = (name: "pip" | "compiler" | "disk") => ({
    name,
    expected: name,
    got: `no ${name}`,
    advice: `get ${name}`,
  });
  expect(() => assertNothingMissing([part("pip"), part("compiler")])).toThrow(
    expect.objectContaining({
      code: "MISSING_PART",
      message: "addTensorflow: expected pip and compiler, got no pip and no compiler; get pip; get compiler",
    }),
  );
  expect(() => assertNothingMissing([part("disk")])).toThrow(expect.objectContaining({ code: "IO" }));
});
