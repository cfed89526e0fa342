import type { RemResult } from "../types/rem-result";
import type { SimulatorQuality } from "../types/simulator-quality";
import type { Names } from "./names";
import { countWord, formatScore } from "./numbers";
import { nameList, plainList, type Sentence, sentence } from "./sentence";
import { markedSimulators } from "./simulator-marks";
import type { LengthStandings, Standing } from "./standings";

export interface FindingContext {
  readonly result: RemResult;
  /** One entry for each length of the result, in its order. */
  readonly blocks: readonly LengthStandings[];
  readonly names: Names;
  /** What a score is, singular. */
  readonly scoreName: string;
  /** How like real learners each simulator is, where that was looked at. */
  readonly quality: ReadonlyMap<string, SimulatorQuality>;
}

/** "all three simulators", "the one simulator played (BKT)". */
export function underSimulators({ result, names }: FindingContext): string {
  const [first] = result.simulators;
  if (result.simulators.length === 1) return `the one simulator played (${names.simulator(first!)})`;
  return result.simulators.length === 2 ? "both simulators" : `all ${countWord(result.simulators.length)} simulators`;
}

/** "10 items", "1 item". */
export function itemCount(length: number): string {
  return `${length} ${length === 1 ? "item" : "items"}`;
}

function standingOf(block: LengthStandings, policy: string): Standing {
  return block.standings.find((standing) => standing.policy === policy)!;
}

/** Policies by pairs won less lost over all lengths, most first; among equals by the mean of their means. */
function rankedOverAll({ result, blocks }: FindingContext): string[] {
  const score = (policy: string): readonly [number, number] => {
    const rows = blocks.map((block) => standingOf(block, policy));
    return [
      rows.reduce((sum, row) => sum + row.better.length - row.worse.length, 0),
      rows.reduce((sum, row) => sum + (row.mean ?? 0), 0),
    ];
  };
  return result.policies
    .map((policy) => ({ policy, score: score(policy) }))
    .sort((a, b) => b.score[0] - a.score[0] || b.score[1] - a.score[1])
    .map(({ policy }) => policy);
}

function onlyPolicy({ result, blocks, names, scoreName }: FindingContext): Sentence[] {
  const means = blocks.flatMap(({ lowest, highest }) => [lowest, highest]).filter(Number.isFinite);
  const range =
    means.length === 0
      ? ""
      : `, with a mean ${scoreName} of ${formatScore(Math.min(...means))} to ${formatScore(Math.max(...means))}`;
  return [
    sentence(
      "Only ",
      { name: names.policy(result.policies[0]!) },
      ` was played${range}; there is nothing to compare it with.`,
    ),
  ];
}

/** The sentence on policies that the leader does not beat at every length. */
function restOfField(context: FindingContext, ranked: readonly string[], beaten: ReadonlySet<string>): Sentence[] {
  const { blocks, names } = context;
  const leader = ranked[0]!;
  const several = blocks.length > 1;
  const rows = blocks.map((block) => standingOf(block, leader));
  const others = ranked.filter((policy) => policy !== leader && !beaten.has(policy));
  const behind = others.filter((policy) => rows.some(({ worse }) => worse.includes(policy)));
  const partly = others.filter(
    (policy) => !behind.includes(policy) && rows.some(({ better }) => better.includes(policy)),
  );
  const open = others.filter(
    (policy) => !behind.includes(policy) && !partly.includes(policy) && rows.some((row) => row.open.includes(policy)),
  );
  const called = (ids: readonly string[]): Sentence =>
    nameList(
      ids.map((id) => names.policy(id)),
      3,
    );
  const clauses: Sentence[] = [];
  if (open.length > 0)
    clauses.push(sentence("It cannot be told apart from ", called(open), several ? " at any length" : ""));
  if (partly.length > 0)
    clauses.push(
      sentence(clauses.length > 0 ? "it is ahead of " : "It is ahead of ", called(partly), " at some lengths only"),
    );
  if (behind.length > 0)
    clauses.push(
      sentence(
        clauses.length > 0 ? "it is behind " : "It is behind ",
        called(behind),
        several ? " at one length or more" : "",
      ),
    );
  if (clauses.length === 0) return [];
  return [sentence(...clauses.flatMap((clause, index) => [index === 0 ? "" : "; ", ...clause]), ".")];
}

/** Names the simulators that real learners are not like. */
function markedSentence({ result, names, quality }: FindingContext): Sentence[] {
  const marked = markedSimulators(result, quality).map(({ simulator }) => names.simulator(simulator));
  if (marked.length === 0) return [];
  const one = marked.length === 1;
  return [
    sentence(
      ...nameList(marked, marked.length),
      one
        ? " is marked: its learners are not like those of the log."
        : " are marked: their learners are not like those of the log.",
    ),
  ];
}

/**
 * The result in one to four plain sentences: who leads under every simulator, over whom, who cannot be told apart, and
 * which simulators are marked. O(lengths * policies^2).
 */
export function findingOf(context: FindingContext): Sentence[] {
  return [...leadOf(context), ...markedSentence(context)];
}

function leadOf(context: FindingContext): Sentence[] {
  const { result, blocks, names, scoreName } = context;
  if (result.policies.length === 1) return onlyPolicy(context);
  const several = blocks.length > 1;
  const lengths = several
    ? `at every length (${plainList(result.lengths)} items)`
    : `after ${itemCount(result.lengths[0]!)}`;
  if (blocks.every(({ decided }) => decided === 0)) {
    const none = several
      ? `at any length (${plainList(result.lengths)} items)`
      : `after ${itemCount(result.lengths[0]!)}`;
    return [
      sentence(
        `Under ${underSimulators(context)} no policy can be told apart from another ${none}: the matrix gives no reason to prefer one of them.`,
      ),
    ];
  }
  const ranked = rankedOverAll(context);
  const leader = ranked[0]!;
  const rows = blocks.map((block) => standingOf(block, leader));
  const always = ranked.filter((policy) => rows.every(({ better }) => better.includes(policy)));
  const all = always.length === result.policies.length - 1 && always.length > 1;
  const over = (ids: readonly string[]): Sentence =>
    nameList(
      ids.map((id) => names.policy(id)),
      3,
    );
  const leads = [{ name: names.policy(leader) }, ` leads to higher ${scoreName}s than `] as const;
  if (always.length > 0) {
    return [
      sentence(
        `Under ${underSimulators(context)} and ${lengths}, `,
        ...leads,
        ...(all ? [`every one of the ${countWord(always.length)} other policies`] : over(always)),
        ".",
      ),
      ...restOfField(context, ranked, new Set(always)),
    ];
  }
  const strongest = blocks.reduce((best, block) =>
    standingOf(block, leader).better.length > standingOf(best, leader).better.length ? block : best,
  );
  const beaten = ranked.filter((policy) => standingOf(strongest, leader).better.includes(policy));
  return [
    sentence(
      `After ${itemCount(strongest.length)}, under ${underSimulators(context)}, `,
      ...leads,
      ...over(beaten),
      ". The lead does not hold at every length.",
    ),
  ];
}
