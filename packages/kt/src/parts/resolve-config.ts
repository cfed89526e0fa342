import { type Config, nearestName, unknownOptionError, ZpdError } from "@zpd/core";

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}

/**
 * The defaults with the given options laid over them.
 * @throws INVALID_CONFIG on an option the defaults do not have (with the nearest name) or one of another type
 */
export function resolveConfig<C extends Config>(where: string, defaults: C, given: Partial<C>): C {
  const known = Object.keys(defaults);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, name)) throw unknownOptionError(where, name, known);
    if (kindOf(value) !== kindOf(defaults[name])) {
      throw new ZpdError("INVALID_CONFIG", {
        where,
        expected: `"${name}" to be a ${kindOf(defaults[name])}`,
        got: shown(value),
      });
    }
  }
  return Object.freeze({ ...defaults, ...given });
}

/** Throws INVALID_CONFIG unless a numeric option is finite and lies in `low … high` (both included). */
export function assertNumberOption(where: string, name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high && Number.isFinite(value))) {
    const range = high === Number.POSITIVE_INFINITY ? `at least ${low}` : `in ${low}…${high}`;
    throw new ZpdError("INVALID_CONFIG", { where, expected: `"${name}" ${range}`, got: String(value) });
  }
}

/** Throws INVALID_CONFIG unless a numeric option is a whole number of at least `low`. */
export function assertCountOption(where: string, name: string, value: number, low: number): void {
  if (!(Number.isInteger(value) && value >= low)) {
    throw new ZpdError("INVALID_CONFIG", {
      where,
      expected: `"${name}" to be a whole number of at least ${low}`,
      got: String(value),
    });
  }
}

/** Throws INVALID_CONFIG, with the nearest name, unless a text option is one of the known choices. */
export function assertChoiceOption(where: string, name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const nearest = nearestName(value, choices);
  throw new ZpdError("INVALID_CONFIG", {
    where,
    expected: `"${name}" to be one of ${choices.join(", ")}`,
    got: `"${value}"`,
    ...(nearest === undefined ? {} : { advice: `did you mean "${nearest}"?` }),
  });
}
