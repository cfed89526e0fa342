import { readFileSync } from "node:fs";
import { ZpdError } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { errorText, systemReason, usageText } from "./error-text";

function systemError(): unknown {
  try {
    return readFileSync("no such file here");
  } catch (error) {
    return error;
  }
}

describe("errorText", () => {
  const fields = { where: "readLog", expected: "a score", got: '"x"' };

  it("leaves out names in code and keeps those a user knows", () => {
    expect(errorText(new ZpdError("INVALID_INPUT", fields))).toBe('expected a score, got "x"');
    expect(errorText(new ZpdError("INVALID_INPUT", { ...fields, where: "RemStudy" }))).toBe(
      'expected a score, got "x"',
    );
    expect(errorText(new ZpdError("INVALID_INPUT", { ...fields, where: "--set" }))).toBe(
      '--set: expected a score, got "x"',
    );
    expect(errorText(new ZpdError("INVALID_CONFIG", { ...fields, where: "bkt.fit" }))).toBe(
      'bkt.fit: expected a score, got "x"',
    );
  });

  it("says file, row, column and what to do, on one line", () => {
    const location = { file: "a.csv", row: 3, column: "score" };
    expect(
      errorText(new ZpdError("INVALID_INPUT", { ...fields, got: "two\r\n lines", location, advice: "mend it" })),
    ).toBe("expected a score, got two lines (a.csv, row 3, column score); mend it");
  });

  it("says in words what the system refused, and of the very file", () => {
    const inner = new ZpdError("IO", {
      where: "writeFileAtomic",
      expected: "a file that can be written",
      got: "ENOENT: no such file or directory, open '.a.part'",
      location: { file: "folder/cell" },
      cause: systemError(),
    });
    expect(errorText(inner)).toBe("expected a file that can be written, got no such file or folder (folder/cell)");
    const outer = new ZpdError("IO", {
      where: "openCheckpoint",
      expected: "a folder",
      got: inner.message,
      location: { file: "folder" },
      cause: inner,
    });
    expect(errorText(outer)).toBe("expected a folder, got no such file or folder (folder/cell)");
  });
});

describe("systemReason", () => {
  it("knows errors of the system only", () => {
    expect(systemReason(systemError())).toBe("no such file or folder");
    expect(systemReason(new Error("x"))).toBeUndefined();
    expect(systemReason(Object.assign(new Error("odd"), { code: "EODD", syscall: "open" }))).toBe("odd");
    expect(systemReason("ENOENT")).toBeUndefined();
  });
});

describe("usageText", () => {
  it.each([
    ["error: unknown command 'fitt'\n(Did you mean fit?)\n", "unknown command 'fitt'; did you mean fit?"],
    ["error: missing required argument 'tracer'\n", "missing required argument 'tracer'"],
    [
      "error: option '--k <k>' argument 'x' is invalid. expected 1\n",
      "option '--k <k>' argument 'x' is invalid: expected 1",
    ],
    [
      "error: command-argument value 'x' is invalid for argument 'kind'. expected a, b\n",
      "command-argument value 'x' is invalid for argument 'kind': expected a, b",
    ],
  ])("%j", (text, expected) => {
    expect(usageText(text)).toBe(expected);
  });
});
