import type { RemAlternative, RemAlternativeKind, RemSensitivity } from "../types/rem-sensitivity";
import { countOf, countWord } from "./numbers";
import { comparesPairs, decidedPairs, type PageContext } from "./page-context";
import { alternativeWords, changedPairs, changesOf, type PairChange } from "./sensitivity-words";
import { plainList, type Sentence, sentence } from "./sentence";

/** More reversed pairs than these are counted here and named in their section. */
const NAMED_PAIRS = 3;

const capital = (text: string): string => text.replace(/^./u, (letter) => letter.toUpperCase());

/** The sentence with a capital at its start. */
function capitalWords([first, ...rest]: Sentence): Sentence {
  return typeof first === "string" ? [capital(first), ...rest] : [first!, ...rest];
}

/** "one verdict is", "12 verdicts are". */
const verdictsAre = (count: number): string => `${countWord(count)} ${count === 1 ? "verdict is" : "verdicts are"}`;

function pairList(pairs: readonly PairChange[], { names }: PageContext): Sentence {
  const shown = pairs.length > NAMED_PAIRS + 1 ? pairs.slice(0, NAMED_PAIRS) : pairs;
  const rest = pairs.length - shown.length;
  return sentence(
    ...shown.flatMap(
      ({ a, b, lengths }, index): Sentence => [
        index === 0 ? "" : "; ",
        { name: names.policy(a) },
        " is worse, not better, than ",
        { name: names.policy(b) },
        ` after ${plainList(lengths)} ${lengths.length === 1 && lengths[0] === 1 ? "item" : "items"}`,
      ],
    ),
    rest === 0 ? "" : `; and ${countOf(rest, "other pair", "other pairs")}`,
  );
}

/** What another reward model or seed changes: verdicts turned round are named. */
function changed(alternative: RemAlternative, context: PageContext): Sentence {
  const { lost, gained, reversed } = alternative;
  const clauses: Sentence[] = [];
  if (reversed > 0) {
    const turns = reversed === 1 ? "one verdict turns round" : `${countWord(reversed)} verdicts turn round`;
    clauses.push(sentence(`${turns} (`, ...pairList(changedPairs(alternative, "reversed"), context), ")"));
  }
  if (lost > 0) clauses.push(sentence(`${verdictsAre(lost)} no longer decided`));
  if (gained > 0) clauses.push(sentence(`${verdictsAre(gained)} decided that the study withholds`));
  return sentence(
    ...capitalWords(alternativeWords(alternative, context.names)),
    ", ",
    ...clauses.flatMap(
      (clause, index): Sentence => [index === 0 ? "" : index === clauses.length - 1 ? ", and " : ", ", ...clause],
    ),
    lost + reversed === 0 ? "; none is lost." : ".",
  );
}

const changes = ({ lost, gained, reversed }: RemAlternative): number => lost + gained + reversed;

function unchanged(alternatives: readonly RemAlternative[], context: PageContext): Sentence[] {
  const same = alternatives.filter((alternative) => changes(alternative) === 0);
  if (same.length === 0) return [];
  const ways = same.flatMap(
    (alternative, index): Sentence => [
      index === 0 ? "" : index === same.length - 1 ? " and " : ", ",
      ...alternativeWords(alternative, context.names),
    ],
  );
  return [sentence(...capitalWords(ways.slice(1)), " every verdict stays as it is.")];
}

/** Verdicts that nothing tried takes away. */
function steadfast({ told, alternatives }: RemSensitivity): Sentence[] {
  const shaken = new Set(
    alternatives.flatMap((alternative) =>
      [...changesOf(alternative, "lost"), ...changesOf(alternative, "reversed")].map(({ length, a, b }) =>
        JSON.stringify([length, a, b]),
      ),
    ),
  );
  if (told === 0 || shaken.size === 0) return [];
  return [
    sentence(
      told === shaken.size
        ? "No verdict stays whatever of this is done otherwise."
        : `${told - shaken.size} of the ${told} verdicts ${told - shaken.size === 1 ? "stays" : "stay"} whatever of this is done otherwise; rely on these first.`,
    ),
  ];
}

const UNTRIED: Readonly<Record<RemAlternativeKind, string>> = {
  "reward model": "with another reward model",
  seed: "under another seed",
  "without simulator": "without one of the simulators",
};

function untried({ result }: PageContext, tried: readonly RemAlternative[]): Sentence[] {
  const kinds = (Object.keys(UNTRIED) as RemAlternativeKind[]).filter(
    (kind) =>
      !tried.some((alternative) => alternative.kind === kind) &&
      !(kind === "reward model" && (result.otherRewardModels ?? []).length > 0) &&
      (kind !== "without simulator" || result.simulators.length > 1),
  );
  if (kinds.length === 0) return [];
  const ways = kinds.map((kind) => UNTRIED[kind]);
  const either = ways.length === 1 ? ways[0] : `${ways.slice(0, -1).join(", ")} or ${ways.at(-1)}`;
  return [sentence(`Whether the verdicts would stay ${either} was not tried here.`)];
}

/** Which choices the verdicts hang on, as far as others were tried, and what to know of the ones made. */
export function concludeHangs(context: PageContext): Sentence[] {
  const { result, input } = context;
  const warnings = result.warnings.map(({ message }) => sentence(`${capital(message)}.`));
  if (!comparesPairs(context)) return warnings;
  const alternatives = input.sensitivity?.alternatives ?? [];
  return [
    ...alternatives
      .filter((alternative) => changes(alternative) > 0)
      .map((alternative) => changed(alternative, context)),
    ...unchanged(decidedPairs(context).decided === 0 ? [] : alternatives, context),
    ...(input.sensitivity === undefined ? [] : steadfast(input.sensitivity)),
    ...untried(context, alternatives),
    ...warnings,
  ];
}
