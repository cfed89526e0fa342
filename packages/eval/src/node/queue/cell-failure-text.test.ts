import { ZpdError } from "@zpd/core";
import { expect, it } from "vitest";
import { createCellWorker } from "../cell-worker";
import { failureText, parseFailure } from "./cell-failure-text";

it("keeps code and fields of an error of ours", async () => {
  const thrown = new ZpdError("CONTRACT", { where: "play", expected: "a", got: "b", location: { file: "c" } });
  const answer = await createCellWorker(() => Promise.reject(thrown))({ policy: 0, simulator: 0 });
  if (!("kind" in answer)) throw new Error("a failure was expected");
  expect(parseFailure(failureText(answer), "0-0")).toMatchObject({ ...thrown });
});

it("tells of workers that vanish, and of anything else", () => {
  expect(parseFailure("job stalled more than allowable limit", "2-1")).toMatchObject({
    code: "RESOURCE",
    expected: "a worker that plays cell 2-1 (policy-simulator, counted from 0) to its end",
  });
  for (const text of ["out of luck", "{}", "null", "[1]"]) {
    expect(parseFailure(text, "2-1").message).toBe(`cell 2-1 failed in a worker: ${text}`);
  }
});
