import { type FindingContext, findingOf } from "./finding";
import { createNames } from "./names";
import type { RemReportInput } from "./report-input";
import type { Sentence } from "./sentence";
import { assertReadableResult, standingsAt } from "./standings";

/** What the sections of a report share, computed once. */
export interface PageContext extends FindingContext {
  readonly input: RemReportInput;
  readonly finding: readonly Sentence[];
}

/** @throws INVALID_INPUT when the result cannot be shown truthfully */
export function createPageContext(where: string, input: RemReportInput): PageContext {
  const { result } = input;
  assertReadableResult(where, result);
  const context = {
    input,
    result,
    names: createNames(input),
    scoreName: input.scoreName ?? "predicted post-test score",
    blocks: result.lengths.map((length) => standingsAt(result, length)),
  };
  return { ...context, finding: findingOf(context) };
}
