export { describeFinding } from "./describe-finding";
export { renderMatrixSvg } from "./matrix-svg";
export { renderRemReport } from "./rem-report";
export { type RemTableOptions, renderRemTable } from "./rem-table";
export type { CurvePoint, PolicyNote, RemReportInput, SimulatorNote } from "./report-input";
export { MIN_TABLE_COLUMNS, type TerminalOptions } from "./terminal-options";
export { renderTruthTable } from "./truth-table";
