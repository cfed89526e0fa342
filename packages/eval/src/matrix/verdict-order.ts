import type { RemEdge, RemRanking } from "../types/rem-ranking";
import type { RemPairVerdict } from "../types/rem-result";

/** What is told of two policies by index: 1 better, -1 worse, 0 cannot tell. */
type Told = (a: number, b: number) => number;

/**
 * The order that the verdicts of one length make of `policies`: a ranking where there is one, else the pairs in its way,
 * and the arrows of its graph.
 *
 * Verdicts of `summariseRem` are transitive: a mean difference is the sum of two, and its standard error at most the sum
 * of theirs, so that t(a, c) is at least the smaller of t(a, b) and t(b, c) under every simulator; no correction that keeps
 * the order of p-values can tell the smaller two and not the third. Hence arrows that follow from others may be left
 * out.
 *
 * O(policies³).
 */
export function verdictOrder(
  policies: readonly string[],
  length: number,
  verdicts: readonly RemPairVerdict[],
): RemRanking {
  const told = toldTable(policies, length, verdicts);
  const untold = pairsInTheWay(policies.length, told);
  const groups = untold.length === 0 ? groupsOf(policies, told) : undefined;
  return {
    length,
    ...(groups === undefined ? {} : { groups }),
    untold: untold.map(([a, b]) => [policies[a]!, policies[b]!] as const),
    edges: coveringEdges(policies, told),
  };
}

function toldTable(policies: readonly string[], length: number, verdicts: readonly RemPairVerdict[]): Told {
  const size = policies.length;
  const indexOf = new Map(policies.map((policy, index) => [policy, index]));
  const table = new Int8Array(size * size);
  for (const verdict of verdicts) {
    if (verdict.length !== length || verdict.verdict === "cannot tell") continue;
    const a = indexOf.get(verdict.a)!;
    const b = indexOf.get(verdict.b)!;
    const sign = verdict.verdict === "better" ? 1 : -1;
    table[a * size + b] = sign;
    table[b * size + a] = -sign;
  }
  return (a, b) => table[a * size + b]!;
}

/**
 * Untold pairs that cannot share a group: something is told of one of them and another policy that is not told of the
 * other. When nothing at all is told, every pair is in the way.
 */
function pairsInTheWay(size: number, told: Told): [number, number][] {
  const found: [number, number][] = [];
  let anyTold = false;
  for (let a = 0; a < size; a++) {
    for (let b = a + 1; b < size; b++) {
      if (told(a, b) !== 0) {
        anyTold = true;
        continue;
      }
      let apart = false;
      for (let c = 0; c < size && !apart; c++) apart = told(a, c) !== told(b, c);
      if (apart) found.push([a, b]);
    }
  }
  if (anyTold) return found;
  for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) found.push([a, b]);
  return found;
}

/** Policies by how many each is better than, equal counts together; only where no pair is in the way. */
function groupsOf(policies: readonly string[], told: Told): string[][] {
  const byWins = new Map<number, string[]>();
  for (const [a, policy] of policies.entries()) {
    let wins = 0;
    for (let b = 0; b < policies.length; b++) if (told(a, b) > 0) wins++;
    byWins.set(wins, [...(byWins.get(wins) ?? []), policy]);
  }
  return [...byWins].sort(([a], [b]) => b - a).map(([, group]) => group);
}

/** Pairs with nobody between them: the transitive reduction. */
function coveringEdges(policies: readonly string[], told: Told): RemEdge[] {
  const edges: RemEdge[] = [];
  for (const [a, better] of policies.entries()) {
    for (const [b, worse] of policies.entries()) {
      if (told(a, b) <= 0) continue;
      let between = false;
      for (let c = 0; c < policies.length && !between; c++) between = told(a, c) > 0 && told(c, b) > 0;
      if (!between) edges.push({ better, worse });
    }
  }
  return edges;
}
