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
  // Lines of a bare 0/1 matrix look like pairs and lists; ids beyond 0 and 1 tell.
  if (size === 4 && PAIR.test(lines[0] ?? "") && lines.every((line) => SCORES.test(line))) return false;
  let whole = 0;
  let at = 0;
  while (at < lines.length) {
    const first = lines[at++]!;
    const pair = size === 4 && PAIR.test(first);
    if (!COUNT.test(first) && !pair) return false;
    let width = pair ? -1 : Number.parseInt(first, 10);
    if (width === 0) continue;
    const lists = lines.slice(at, at + size - 1);
    at += lists.length;
    for (const [k, line] of lists.entries()) {
      if (width < 0) width = fieldsOf(line);
      if (!IDS.test(line) || fieldsOf(line) !== width) return false;
      if (k === size - 2 && !SCORES.test(line)) return false;
    }
    if (lists.length === size - 1) whole++;
  }
  return whole > 0;
}

function fieldsOf(line: string): number {
  return line.replace(/[\s,]+$/, "").split(",").length;
}
