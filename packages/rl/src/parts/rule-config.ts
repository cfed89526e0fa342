import { type Config, nearestName, ZpdError } from "@zpd/core";

/** Values an option takes. */
export type OptionRule =
  | { readonly kind: "number"; readonly low: number; readonly high: number }
  | { readonly kind: "integer"; readonly low: number }
  | { readonly kind: "choice"; readonly of: readonly string[] };

function fits(value: unknown, rule: OptionRule): boolean {
  if (rule.kind === "choice") return rule.of.includes(value as string);
  if (rule.kind === "integer") return Number.isSafeInteger(value) && (value as number) >= rule.low;
  return typeof value === "number" && value >= rule.low && value <= rule.high;
}

function describe(rule: OptionRule): string {
  if (rule.kind === "choice") return rule.of.map((name) => `"${name}"`).join(" or ");
  return rule.kind === "integer" ? `an integer >= ${rule.low}` : `a number in ${rule.low}…${rule.high}`;
}

/**
 * The defaults with a caller's values over them.
 * @throws INVALID_CONFIG on an unknown option (with the nearest name) or a value that its rule refuses
 */
export function resolveConfig<C extends Config>(
  where: string,
  defaults: C,
  rules: { readonly [Name in keyof C]: OptionRule },
  config: Config = {},
): C {
  const known = Object.keys(defaults);
  for (const [name, value] of Object.entries(config)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      const nearest = nearestName(name, known);
      throw new ZpdError("INVALID_CONFIG", {
        where,
        expected: known.length === 0 ? "no options" : `options among ${known.join(", ")}`,
        got: `"${name}"`,
        ...(nearest === undefined ? {} : { advice: `did you mean "${nearest}"?` }),
      });
    }
    if (!fits(value, rule)) {
      throw new ZpdError("INVALID_CONFIG", {
        where,
        expected: `${name} to be ${describe(rule)}`,
        got: JSON.stringify(value),
      });
    }
  }
  return { ...defaults, ...config };
}
