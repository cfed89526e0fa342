import { type Config, checkOptions, type OptionRule } from "@zpd/core";

/** The defaults with a caller's values over them. @throws INVALID_CONFIG as `checkOptions` */
export function resolveConfig<C extends Config>(
  where: string,
  defaults: C,
  rules: { readonly [Name in keyof C]: OptionRule },
  config: Config = {},
): C {
  checkOptions(where, config, rules);
  return { ...defaults, ...config };
}
