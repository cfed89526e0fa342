/** A rule of a contract that an implementation breaks. */
export interface CheckFinding {
  /** Short name of the rule, fit for a table: "mask honoured". */
  readonly rule: string;
  /** What was expected and what came. */
  readonly message: string;
}
