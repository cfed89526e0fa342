import { ZpdError } from "@zpd/core";
import { type CellAnswer, type CellFailure, unwrapAnswer } from "../cell-worker";

/** BullMQ keeps of a failed cell one text: the failure as JSON, or whatever else a worker died of. */
export function failureText({ fields, ...failure }: CellFailure): string {
  const { cause, ...plain } = fields;
  // JSON knows no errors.
  const told = cause instanceof Error ? (cause.stack ?? cause.message) : cause;
  return JSON.stringify({ ...failure, fields: { ...plain, ...(told === undefined ? {} : { cause: told }) } });
}

/** The error that a failed cell's text stands for. */
export function parseFailure(text: string, cell: string): Error {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // Not one of ours.
  }
  try {
    if (typeof answer === "object" && answer !== null && "kind" in answer) unwrapAnswer(answer as CellAnswer);
  } catch (error) {
    return error as Error;
  }
  if (/stalled/.test(text)) {
    return new ZpdError("RESOURCE", {
      where: "--queue",
      expected: `a worker that plays cell ${cell} (policy-simulator, counted from 0) to its end`,
      got: "one that vanished each time it was tried",
      advice: "look at the workers' memory, or play the study without --queue",
    });
  }
  return new Error(`cell ${cell} failed in a worker: ${text}`);
}
