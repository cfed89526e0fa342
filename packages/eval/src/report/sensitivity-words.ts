import { ZpdError } from "@zpd/core";
import type { RemResult, RemVerdict } from "../types/rem-result";
import type { RemAlternative, RemSensitivity, RemVerdictChange } from "../types/rem-sensitivity";
import type { Names } from "./names";
import type { Sentence } from "./sentence";

export type ChangeKind = "lost" | "gained" | "reversed";

export function changeKind({ from, to }: RemVerdictChange): ChangeKind {
  if (from === "cannot tell") return "gained";
  return to === "cannot tell" ? "lost" : "reversed";
}

/** Changes of one kind. */
export function changesOf({ changes }: RemAlternative, kind: ChangeKind): RemVerdictChange[] {
  return changes.filter((change) => changeKind(change) === kind);
}

/** "without BKT", "under reward model logistic", "under seed 2". */
export function alternativeWords({ kind, name }: RemAlternative, names: Names): Sentence {
  if (kind === "without simulator") return ["without ", { name: names.simulator(name) }];
  return kind === "reward model" ? [`under reward model ${name}`] : [`under seed ${name}`];
}

/** One pair and all the lengths at which an alternative changes it in one way. */
export interface PairChange extends Pick<RemVerdictChange, "a" | "b" | "from" | "to"> {
  readonly lengths: readonly number[];
}

const OPPOSITE: Readonly<Record<RemVerdict, RemVerdict>> = {
  better: "worse",
  worse: "better",
  "cannot tell": "cannot tell",
};

/** Changes of one kind by pair, `a` being the policy that the study (or else the alternative) calls better. */
export function changedPairs(alternative: RemAlternative, kind: ChangeKind): PairChange[] {
  const pairs = new Map<string, PairChange>();
  for (const { length, from, to, ...pair } of changesOf(alternative, kind)) {
    const turned = from === "worse" || (from === "cannot tell" && to === "worse");
    const [a, b] = turned ? [pair.b, pair.a] : [pair.a, pair.b];
    const key = JSON.stringify([a, b]);
    const found = pairs.get(key);
    pairs.set(key, {
      a,
      b,
      from: turned ? OPPOSITE[from] : from,
      to: turned ? OPPOSITE[to] : to,
      lengths: [...(found?.lengths ?? []), length],
    });
  }
  return [...pairs.values()];
}

/** Refuses a sensitivity that is not that of the result. @throws INVALID_INPUT */
export function assertSensitivityOf(where: string, result: RemResult, { told, alternatives }: RemSensitivity): void {
  const refuse = (expected: string, got: string): never => {
    throw new ZpdError("INVALID_INPUT", { where, expected, got, advice: "give the sensitivity of this very study" });
  };
  const keyOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);
  const verdicts = new Map(result.verdicts.map(({ length, a, b, verdict }) => [keyOf(length, a, b), verdict]));
  const decided = result.verdicts.filter(({ verdict }) => verdict !== "cannot tell").length;
  if (told !== decided) refuse(`a sensitivity with ${decided} verdicts told`, String(told));
  for (const { kind, name, changes, ...counts } of alternatives) {
    if (kind === "without simulator" && !result.simulators.includes(name))
      refuse("simulators of the result left out", name);
    if (counts.kept + counts.lost + counts.reversed !== told)
      refuse(`${told} verdicts kept, lost or reversed`, `${kind} ${name} with ${counts.kept} kept`);
    for (const { length, a, b, from } of changes)
      if (verdicts.get(keyOf(length, a, b)) !== from) {
        refuse("changes of the result's verdicts", `${a} against ${b} at length ${length}, from ${from}`);
      }
  }
}
