import { nearestName } from "./nearest-name";
import { ZpdError } from "./zpd-error";

/** What values an option takes. */
export type OptionRule =
  | { readonly kind: "number"; readonly low: number; readonly high: number }
  | { readonly kind: "integer"; readonly low: number }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "any" };

function fits(value: unknown, rule: OptionRule): boolean {
  if (rule.kind === "choice") return rule.of.includes(value as string);
  if (rule.kind === "integer") return Number.isSafeInteger(value) && (value as number) >= rule.low;
  return rule.kind === "any" || (typeof value === "number" && value >= rule.low && value <= rule.high);
}

function describe(rule: OptionRule): string {
  if (rule.kind === "choice") return rule.of.map((name) => `"${name}"`).join(" or ");
  if (rule.kind === "integer") return `an integer >= ${rule.low}`;
  return rule.kind === "any" ? "a value" : `a number in ${rule.low}…${rule.high}`;
}

/** An `INVALID_CONFIG` error that lists the known options and offers the nearest. */
export function unknownOptionError(where: string, name: string, known: readonly string[]): ZpdError {
  const nearest = nearestName(name, known);
  return new ZpdError("INVALID_CONFIG", {
    where,
    expected: known.length === 0 ? "no options" : `options among ${known.join(", ")}`,
    got: `"${name}"`,
    ...(nearest === undefined ? {} : { advice: `did you mean "${nearest}"?` }),
  });
}

/**
 * Checks options against their rules; an option that is undefined counts as absent.
 * @throws INVALID_CONFIG on an option that is unknown (with the nearest name) or has a value its rule refuses
 */
export function checkOptions(where: string, options: object, rules: Readonly<Record<string, OptionRule>>): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) throw unknownOptionError(where, name, Object.keys(rules));
    if (value !== undefined && !fits(value, rule)) {
      const got = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
      throw new ZpdError("INVALID_CONFIG", { where, expected: `${name} to be ${describe(rule)}`, got });
    }
  }
}
