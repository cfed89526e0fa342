import { ZpdError } from "@zpd/core";
import type { RemCellSummary, RemDifference, RemPairVerdict, RemResult, RemVerdict } from "../types/rem-result";

/** One policy at one length. */
export interface Standing {
  readonly policy: string;
  /** Its cells in the order of the result's simulators; undefined where it was not played. */
  readonly cells: readonly (RemCellSummary | undefined)[];
  /** Mean of its means over the simulators; undefined unless it was played under all of them. */
  readonly mean: number | undefined;
  /** Policies it is better than, worse than, and not told apart from. */
  readonly better: readonly string[];
  readonly worse: readonly string[];
  readonly open: readonly string[];
}

/** All policies at one length, highest mean over simulators first, those not fully played last. */
export interface LengthStandings {
  readonly length: number;
  readonly standings: readonly Standing[];
  /** Lowest and highest mean of a cell. */
  readonly lowest: number;
  readonly highest: number;
  /** Highest mean under each simulator, in the order of the result; undefined where nothing was played. */
  readonly best: readonly (number | undefined)[];
  readonly decided: number;
  readonly pairs: number;
  /** The verdict read as "a is … than b", with differences a minus b; undefined when the pair was not compared. */
  compare(a: string, b: string): RemPairVerdict | undefined;
}

const OPPOSITE: Readonly<Record<RemVerdict, RemVerdict>> = {
  better: "worse",
  worse: "better",
  "cannot tell": "cannot tell",
};

function turnDifference({ simulator, difference, low, high }: RemDifference): RemDifference {
  return { simulator, difference: -difference, low: -high, high: -low };
}

function turnVerdict(verdict: RemPairVerdict): RemPairVerdict {
  return {
    length: verdict.length,
    a: verdict.b,
    b: verdict.a,
    verdict: OPPOSITE[verdict.verdict],
    p: verdict.p,
    adjustedP: verdict.adjustedP,
    ...(verdict.unshared === undefined ? {} : { unshared: verdict.unshared }),
    perSimulator: verdict.perSimulator.map(turnDifference),
  };
}

const keyOf = (...ids: readonly string[]): string => JSON.stringify(ids);

/** Refuses results that a table would show wrongly. O(cells + verdicts). @throws INVALID_INPUT */
export function assertReadableResult(where: string, result: RemResult): void {
  const refuse: (expected: string, got: string) => never = (expected, got) => {
    throw new ZpdError("INVALID_INPUT", { where, expected, got });
  };
  const known = {
    policy: new Set(result.policies),
    simulator: new Set(result.simulators),
    length: new Set(result.lengths),
  };
  if (known.policy.size === 0) refuse("at least one policy", "none");
  if (known.simulator.size === 0) refuse("at least one simulator", "none");
  if (known.length.size === 0) refuse("at least one length", "none");
  const seen = new Set<string>();
  for (const { policy, simulator, length, mean, low, high } of result.cells) {
    const name = `cell ${policy} x ${simulator} at length ${length}`;
    if (!known.policy.has(policy) || !known.simulator.has(simulator) || !known.length.has(length))
      refuse("cells of the result's policies, simulators and lengths", name);
    const key = JSON.stringify([policy, simulator, length]);
    if (seen.has(key)) refuse("one cell for each policy, simulator and length", `${name} twice`);
    seen.add(key);
    if (![mean, low, high].every(Number.isFinite)) refuse("finite means and intervals", `${name}: ${mean}`);
  }
  for (const { a, b, length } of result.verdicts) {
    if (!known.policy.has(a) || !known.policy.has(b) || !known.length.has(length) || a === b)
      refuse("verdicts on pairs of the result's policies at its lengths", `${a} against ${b} at length ${length}`);
  }
  assertRankings(result, refuse);
}

/** Each length needs one ranking, and its arrows must be verdicts. */
function assertRankings(result: RemResult, refuse: (expected: string, got: string) => never): void {
  const better = new Set(
    result.verdicts.flatMap(({ length, a, b, verdict }) =>
      verdict === "cannot tell" ? [] : [verdict === "better" ? keyOf(`${length}`, a, b) : keyOf(`${length}`, b, a)],
    ),
  );
  for (const length of result.lengths) {
    const count = result.rankings.filter((ranking) => ranking.length === length).length;
    if (count !== 1) refuse("one ranking for each length", `${count} for length ${length}`);
  }
  for (const { length, groups = [], untold, edges } of result.rankings) {
    for (const policy of [...groups, ...untold].flat())
      if (!result.policies.includes(policy)) refuse("rankings of the result's policies", policy);
    for (const { better: a, worse: b } of edges)
      if (!better.has(keyOf(`${length}`, a, b))) {
        refuse('an arrow only where the verdict is "better"', `${a} to ${b} at length ${length}`);
      }
  }
}

/** Sorts the policies of one length and reads off who beats whom. O(policies^2 + cells). */
export function standingsAt(result: RemResult, length: number): LengthStandings {
  const cells = new Map<string, RemCellSummary>();
  for (const cell of result.cells) if (cell.length === length) cells.set(keyOf(cell.policy, cell.simulator), cell);
  const verdicts = new Map<string, RemPairVerdict>();
  for (const verdict of result.verdicts) {
    if (verdict.length !== length) continue;
    verdicts.set(keyOf(verdict.a, verdict.b), verdict);
    verdicts.set(keyOf(verdict.b, verdict.a), turnVerdict(verdict));
  }
  const compare = (a: string, b: string): RemPairVerdict | undefined => verdicts.get(keyOf(a, b));
  const standings = result.policies.map((policy): Standing => {
    const row = result.simulators.map((simulator) => cells.get(keyOf(policy, simulator)));
    const played = row.filter((cell) => cell !== undefined);
    const against = (word: RemVerdict): string[] =>
      result.policies.filter((other) => compare(policy, other)?.verdict === word);
    return {
      policy,
      cells: row,
      mean: played.length < row.length ? undefined : played.reduce((sum, cell) => sum + cell.mean, 0) / played.length,
      better: against("better"),
      worse: against("worse"),
      open: against("cannot tell"),
    };
  });
  standings.sort((a, b) => (b.mean ?? Number.NEGATIVE_INFINITY) - (a.mean ?? Number.NEGATIVE_INFINITY) || 0);
  const means = [...cells.values()].map((cell) => cell.mean);
  return {
    length,
    standings,
    lowest: Math.min(...means),
    highest: Math.max(...means),
    best: result.simulators.map((_, column) => {
      const played = standings.flatMap(({ cells: row }) => row[column]?.mean ?? []);
      return played.length === 0 ? undefined : Math.max(...played);
    }),
    decided: standings.reduce((sum, { better }) => sum + better.length, 0),
    pairs: verdicts.size / 2,
    compare,
  };
}
