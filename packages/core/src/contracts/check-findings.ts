/** A rule of a contract that an implementation breaks. */
export interface CheckFinding {
  /** Short name of the rule, fit for a table: "mask honoured". */
  readonly rule: string;
  /** What was expected and what came. */
  readonly message: string;
}

/** Collects what a contract check finds: the first message of every broken rule. */
export class CheckFindings {
  readonly #messages = new Map<string, string>();

  /** Notes a broken rule; later messages of the same rule are left out. */
  report(rule: string, message: string): void {
    if (!this.#messages.has(rule)) this.#messages.set(rule, message);
  }

  has(rule: string): boolean {
    return this.#messages.has(rule);
  }

  /** Reports "shapes" unless `array` is a typed array of `type` and `length`; tells whether it is. */
  hasShape(name: string, array: unknown, type: { readonly name: string }, length: number): boolean {
    const found = array as { constructor: { name: string }; length: number } | undefined;
    if (found?.constructor?.name === type.name && found.length === length) return true;
    const got = found === undefined ? "nothing" : `${found.constructor?.name} of ${found.length}`;
    this.report("shapes", `${name}: expected ${type.name} of ${length}, got ${got}`);
    return false;
  }

  /** In the order in which the rules were first broken. */
  list(): readonly CheckFinding[] {
    return Array.from(this.#messages, ([rule, message]) => ({ rule, message }));
  }
}
