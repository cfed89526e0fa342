import { nearestName, ZpdError } from "@zpd/core";

/** What values an option takes. */
export type OptionRule =
  | { readonly kind: "integer"; readonly low: number }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "any" };

function fits(value: unknown, rule: OptionRule): boolean {
  if (rule.kind === "integer") return Number.isSafeInteger(value) && (value as number) >= rule.low;
  return rule.kind === "any" || rule.of.includes(value as string);
}

function describe(rule: OptionRule): string {
  if (rule.kind === "integer") return `an integer >= ${rule.low}`;
  return rule.kind === "any" ? "a value" : rule.of.map((name) => `"${name}"`).join(" or ");
}

/** Throws `INVALID_CONFIG` on an option that is unknown (with the nearest name) or has a value its rule refuses. */
export function checkOptions(where: string, options: object, rules: Readonly<Record<string, OptionRule>>): void {
  const known = Object.keys(rules);
  for (const [name, value] of Object.entries(options)) {
    const rule = rules[name];
    if (rule === undefined) {
      const nearest = nearestName(name, known);
      throw new ZpdError("INVALID_CONFIG", {
        where,
        expected: `options among ${known.join(", ")}`,
        got: `"${name}"`,
        ...(nearest === undefined ? {} : { advice: `did you mean "${nearest}"?` }),
      });
    }
    if (value !== undefined && !fits(value, rule)) {
      throw new ZpdError("INVALID_CONFIG", { where, expected: `${name} to be ${describe(rule)}`, got: String(value) });
    }
  }
}
