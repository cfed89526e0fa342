/** JSON values a configuration may hold. */
export type ConfigValue = string | number | boolean | readonly ConfigValue[] | { readonly [name: string]: ConfigValue };
export type Config = Readonly<Record<string, ConfigValue>>;
