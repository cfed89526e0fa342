export { renderRemReport } from "./rem-report";
export type { CurvePoint, PolicyNote, RemReportInput, SimulatorNote } from "./report-input";
