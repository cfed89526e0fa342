import { countWord } from "./numbers";

/** Plain language with the names of policies marked, so that each medium can set them off in its own way. */
export type Sentence = readonly (string | { readonly name: string })[];

/** Joins parts into one sentence. */
export function sentence(...parts: readonly (Sentence[number] | Sentence)[]): Sentence {
  return parts.flatMap((part) => (Array.isArray(part) ? part : [part as Sentence[number]]));
}

/** The sentence as a string. */
export function plainText(words: Sentence): string {
  return words.map((part) => (typeof part === "string" ? part : part.name)).join("");
}

/** `a`, `a and b`, `a, b and c` with marked names; beyond `limit` + 1 the rest is counted. */
export function nameList(names: readonly string[], limit = 4): Sentence {
  const shown = names.length > limit + 1 ? names.slice(0, limit) : names;
  const rest = names.length - shown.length;
  const parts: Sentence[number][] = shown.map((name) => ({ name }));
  if (rest > 0) parts.push(`${countWord(rest)} others`);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [index === parts.length - 1 ? " and " : ", ", part]));
}

/** `1, 2 and 3`. */
export function plainList(values: readonly (string | number)[]): string {
  if (values.length <= 1) return values.map(String).join("");
  return `${values.slice(0, -1).join(", ")} and ${values[values.length - 1]}`;
}
