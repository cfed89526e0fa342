export type {
  AreaComparisonShown,
  ContentAreaShown,
  ContentAreasReportInput,
  GainShown,
  HeldOutShown,
} from "./content-areas-input";
export { renderContentAreasReport } from "./content-areas-report";
export { describeFinding } from "./describe-finding";
export { renderMatrixSvg } from "./matrix-svg";
export { renderRemReport } from "./rem-report";
export { type RemTableOptions, renderRemTable } from "./rem-table";
export type { CurvePoint, PolicyNote, RemReportInput, SimulatorNote } from "./report-input";
export type {
  PublishedDraw,
  RetrievalEstimatorShown,
  RetrievalGroupShown,
  RetrievalOutcomeShown,
  RetrievalReportInput,
} from "./retrieval-input";
export { renderRetrievalReport } from "./retrieval-report";
export { MIN_TABLE_COLUMNS, type TerminalOptions } from "./terminal-options";
export { renderTruthTable } from "./truth-table";
