import type { Probe } from "./format-reader";

const COUNT = /^\s*\d+\s*,*\s*$/;
const PAIR = /^\s*\d+\s*,\s*\d+\s*,*\s*$/;
const IDS = /^[^"\t;|]*$/;
const SCORES = /^\s*(?:[01](?:\.0)?\s*,\s*)*[01](?:\.0)?\s*,*\s*$/;

/** Whether the head consists of learners of `lines` lines each: a count (of four lines also a pair), lists, scores. */
export function looksLikeLists({ lines, cut }: Probe, size: 3 | 4): boolean {
  // The head ends inside the first learner: its first line, or a third line that is no scores, tells.
  if (cut && lines.length > 0 && lines.length < 4) {
    const four = PAIR.test(lines[0]!) || (lines.length === 3 && !SCORES.test(lines[2]!));
    return (
      (COUNT.test(lines[0]!) || PAIR.test(lines[0]!)) && four === (size === 4) && lines.every((line) => IDS.test(line))
    );
  }
  if (lines.length < 2) return false;
  for (let start = 0; start < lines.length; start += size) {
    const block = lines.slice(start, start + size);
    const first = block[0]!;
    const pair = size === 4 && PAIR.test(first);
    if (!COUNT.test(first) && !pair) return false;
    // Four lines of a bare 0/1 matrix look like a pair and lists; ids beyond 0 and 1 tell.
    if (pair && lines.every((line) => SCORES.test(line))) return false;
    const width = pair ? fieldsOf(block[1] ?? "") : Number.parseInt(first, 10);
    for (const [k, line] of block.entries()) {
      if (k === 0) continue;
      if (!IDS.test(line) || fieldsOf(line) !== width) return false;
      if (k === size - 1 && !SCORES.test(line)) return false;
    }
  }
  return true;
}

function fieldsOf(line: string): number {
  return line.replace(/[\s,]+$/, "").split(",").length;
}
