import { createPageContext } from "./page-context";
import type { RemReportInput } from "./report-input";
import { plainText } from "./sentence";

/**
 * The finding of a report as plain sentences, e.g. for a terminal or a chat message.
 * @throws INVALID_INPUT as `renderRemReport`
 */
export function describeFinding(input: RemReportInput): string[] {
  return createPageContext("describeFinding", input).finding.map(plainText);
}
