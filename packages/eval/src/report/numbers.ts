const MINUS = "\u2212";

/** Decimals of scores and of their differences. A score is a share of a test, so 0.001 is a tenth of a point in 100. */
export const SCORE_DIGITS = 3;

function fixed(value: number, digits: number): { readonly negative: boolean; readonly digits: string } {
  const text = Math.abs(value).toFixed(digits);
  return { negative: value < 0 && Number(text) !== 0, digits: text };
}

/** A score with three decimals and a true minus sign: `0.712`, `−0.020`. */
export function formatScore(value: number): string {
  return formatFixed(value, SCORE_DIGITS);
}

/** A number with so many decimals and a true minus sign: `−0.53`. */
export function formatFixed(value: number, digits: number): string {
  const { negative, digits: text } = fixed(value, digits);
  return negative ? MINUS + text : text;
}

/** A whole number with its thousands set apart: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A difference with its sign: `+0.012`, `−0.020`, `0.000`. */
export function formatDifference(value: number): string {
  const { negative, digits } = fixed(value, SCORE_DIGITS);
  if (Number(digits) === 0) return digits;
  return (negative ? MINUS : "+") + digits;
}

/** `part` of `whole` as a percentage without decimals: `83 %`; `whole` 0 gives `0 %`. */
export function formatShare(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
}

/** A p-value with three decimals: `0.012`, `below 0.001`, `1`. */
export function formatP(p: number): string {
  if (p < 0.001) return "below 0.001";
  return p >= 1 ? "1" : p.toFixed(3);
}

const NUMBER_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Small counts as words, others as digits: `three`, `12`. */
export function countWord(count: number): string {
  return NUMBER_WORDS[count] ?? String(count);
}

/** `one policy`, `three policies`. */
export function countOf(count: number, singular: string, plural: string): string {
  return `${countWord(count)} ${count === 1 ? singular : plural}`;
}

/** `1 learner`, `1,250 answers`, in digits. */
export function plural(count: number, singular: string): string {
  return `${formatCount(count)} ${count === 1 ? singular : `${singular}s`}`;
}
