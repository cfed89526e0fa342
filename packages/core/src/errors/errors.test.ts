import { describe, expect, it, vi } from "vitest";
import { assertLength, assertThat } from "./assert";
import { nearestName, unknownNameError } from "./nearest-name";
import { isZpdError, ZpdError } from "./zpd-error";

describe("ZpdError", () => {
  it("says where, what was expected, what came, the place and the way out, in this order", () => {
    const cause = new Error("below");
    const error = new ZpdError("INVALID_INPUT", {
      where: "readLog",
      expected: "a score in 0…1",
      got: '"7"',
      advice: "map another column",
      location: { file: "log.csv", row: 12, column: "score" },
      cause,
    });
    expect(error.message).toBe(
      'readLog: expected a score in 0…1, got "7" (log.csv, row 12, column score); map another column',
    );
    expect(error).toMatchObject({
      name: "ZpdError",
      code: "INVALID_INPUT",
      where: "readLog",
      advice: "map another column",
    });
    expect(error.cause).toBe(cause);
    expect(error).toBeInstanceOf(Error);
  });

  it("leaves out what is not known", () => {
    const plain = new ZpdError("SHAPE", { where: "f", expected: "a", got: "b" });
    expect(plain.message).toBe("f: expected a, got b");
    expect("cause" in plain).toBe(false);
    const row = new ZpdError("SHAPE", { where: "f", expected: "a", got: "b", location: { row: 3 } });
    expect(row.message).toBe("f: expected a, got b (row 3)");
    expect(new ZpdError("SHAPE", { where: "f", expected: "a", got: "b", location: {} }).message).toBe(plain.message);
  });

  it("is known across two copies of the package", async () => {
    vi.resetModules();
    const copy = await import("./zpd-error");
    const foreign = new copy.ZpdError("IO", { where: "f", expected: "a", got: "b" });
    expect(foreign).not.toBeInstanceOf(ZpdError);
    expect(isZpdError(foreign)).toBe(true);
    for (const other of [new Error("x"), null, undefined, "ZpdError", {}]) expect(isZpdError(other)).toBe(false);
  });
});

describe("assertions", () => {
  it("pass and throw", () => {
    const fields = { where: "f", expected: "a", got: "b" };
    assertThat(true, "CONTRACT", fields);
    expect(() => assertThat(false, "CONTRACT", fields)).toThrow(expect.objectContaining({ code: "CONTRACT" }));
    assertLength("f", "items", [1, 2], 2, "[B]");
    expect(() => assertLength("f", "items", new Int32Array(3), 2, "[B]")).toThrow(
      "f: expected items of shape [B], 2 values, got 3 values",
    );
  });
});

describe("nearestName", () => {
  const known = ["bkt", "pfa", "logistic", "item-mean", "learner-mean"];

  it.each([
    ["bktt", "bkt"],
    ["BKT", "bkt"],
    ["logisitc", "logistic"],
    ["iten_mean", "item-mean"],
    ["lerner-mean", "learner-mean"],
  ])("finds what %s was meant to be", (typed, meant) => expect(nearestName(typed, known)).toBe(meant));

  it.each(["transformer", "", "quantum-mechanics"])("offers nothing for %j", (typed) =>
    expect(nearestName(typed, known)).toBeUndefined(),
  );

  it("stands in the error", () => {
    expect(unknownNameError("fit", "tracer", "bkd", known).message).toBe(
      'fit: expected a known tracer (bkt, pfa, logistic, item-mean, learner-mean), got "bkd"; did you mean "bkt"?',
    );
    expect(unknownNameError("fit", "tracer", "transformer", known).advice).toBeUndefined();
  });

  it("lists some of many names", () => {
    const ids = Array.from({ length: 51 }, (_, i) => `i${i}`);
    expect(unknownNameError("freeze", "item", "x", ids).expected).toBe(
      "a known item (i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, … and 41 more)",
    );
    expect(unknownNameError("freeze", "item", "x", ids.slice(1)).expected).toContain("i1, i2, ");
    expect(unknownNameError("freeze", "item", "x", ids.slice(1)).expected).toContain("i50)");
  });
});
