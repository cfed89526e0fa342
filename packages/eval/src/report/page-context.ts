import type { SimulatorQuality } from "../types/simulator-quality";
import { type FindingContext, findingOf } from "./finding";
import { createNames } from "./names";
import type { RemReportInput } from "./report-input";
import { assertSensitivityOf } from "./sensitivity-words";
import type { Sentence } from "./sentence";
import { qualityBySimulator } from "./simulator-marks";
import { assertReadableResult, standingsAt } from "./standings";

/** What the sections of a report share, computed once. */
export interface PageContext extends FindingContext {
  readonly input: RemReportInput;
  readonly quality: ReadonlyMap<string, SimulatorQuality>;
  readonly finding: readonly Sentence[];
}

/** @throws INVALID_INPUT when the result, or what comes with it, cannot be shown truthfully */
export function createPageContext(where: string, input: RemReportInput): PageContext {
  const { result } = input;
  assertReadableResult(where, result);
  if (input.sensitivity !== undefined) assertSensitivityOf(where, result, input.sensitivity);
  const context = {
    input,
    result,
    names: createNames(input),
    scoreName: input.scoreName ?? "predicted post-test score",
    blocks: result.lengths.map((length) => standingsAt(result, length)),
    quality: qualityBySimulator(where, result, input.simulatorQuality),
  };
  return { ...context, finding: findingOf(context) };
}

/** Whether the matrix had pairs to decide. */
export function comparesPairs({ blocks }: FindingContext): boolean {
  return blocks.some(({ pairs }) => pairs > 0);
}

/** Pairs x lengths that were compared, and those of them that are decided. */
export function decidedPairs({ blocks }: FindingContext): { readonly decided: number; readonly pairs: number } {
  return {
    decided: blocks.reduce((sum, block) => sum + block.decided, 0),
    pairs: blocks.reduce((sum, block) => sum + block.pairs, 0),
  };
}
