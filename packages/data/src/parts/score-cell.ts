import { parseNumber } from "../maths/parse-number";

const WORDS: Readonly<Record<string, number>> = { true: 1, false: 0, correct: 1, incorrect: 0 };
const LONGEST_WORD = 32;

/** Reads the score of a cell. */
export type ScoreParser = (bytes: Uint8Array, start: number, end: number) => number;

/** A parser of scores: numbers 0…1, true/false, correct/incorrect and the words given. It returns NaN for all else. */
export function createScoreParser(words: Readonly<Record<string, number>> = {}): ScoreParser {
  const known = new Map(Object.entries({ ...WORDS, ...words }));
  return (bytes, start, end) => {
    if (end - start === 1) {
      const digit = bytes[start]! - 48;
      if (digit === 0 || digit === 1) return digit;
    }
    const number = parseNumber(bytes, start, end);
    if (number >= 0 && number <= 1) return number;
    if (!Number.isNaN(number) || end - start > LONGEST_WORD) return Number.NaN;
    return known.get(new TextDecoder().decode(bytes.subarray(start, end)).toLowerCase()) ?? Number.NaN;
  };
}
