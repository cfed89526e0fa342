import type { RemAlternative, RemAlternativeKind } from "../types/rem-sensitivity";
import { html, type SafeHtml } from "./html";
import type { PageContext } from "./page-context";
import { alternativeWords, type ChangeKind, changedPairs, type PairChange } from "./sensitivity-words";
import { sentenceHtml } from "./sentence-html";
import { verdictMark } from "./verdict-section";

const KINDS: Readonly<Record<RemAlternativeKind, string>> = {
  "without simulator": "A simulator left out",
  "reward model": "Another reward model",
  seed: "Another seed",
};

interface Change extends PairChange {
  readonly alternative: RemAlternative;
}

const count = (changes: readonly Change[]): number => changes.reduce((sum, { lengths }) => sum + lengths.length, 0);

function row({ names }: PageContext, alternative: RemAlternative): SafeHtml {
  const { kind, name, kept, lost, gained, reversed, untold } = alternative;
  const shown = kind === "without simulator" ? names.simulator(name) : name;
  return html`<tr><th scope="row">${shown}</th><td class="number">${kept}</td><td class="number">${lost}</td><td class="number">${
    reversed === 0 ? 0 : html`<span class="verdict worse">${reversed}</span>`
  }</td><td class="number">${gained}</td><td class="number">${untold}</td></tr>
`;
}

function table(context: PageContext, alternatives: readonly RemAlternative[]): SafeHtml {
  const kinds = (Object.keys(KINDS) as RemAlternativeKind[]).filter((kind) =>
    alternatives.some((alternative) => alternative.kind === kind),
  );
  return html`<div class="scroll fit" tabindex="0" role="region" aria-label="Sensitivity of the verdicts"><table class="plain sensitivity">
<thead><tr><th scope="col">What was done otherwise</th><th scope="col">Kept</th><th scope="col">Lost</th><th scope="col">Reversed</th><th scope="col">Gained</th><th scope="col">Told in neither</th></tr></thead>
${kinds.map(
  (kind) => html`<tbody><tr><th scope="rowgroup" colspan="6" class="kind">${KINDS[kind]}</th></tr>
${alternatives.filter((alternative) => alternative.kind === kind).map((alternative) => row(context, alternative))}</tbody>
`,
)}</table></div>
`;
}

function changeTable({ names }: PageContext, label: string, changes: readonly Change[]): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="differences"><thead><tr><th scope="col">Pair</th><th scope="col">After items</th><th scope="col">What was done otherwise</th><th scope="col">In the study</th><th scope="col">Then</th></tr></thead><tbody>
${changes.map(
  ({ a, b, lengths, from, to, alternative }) =>
    html`<tr><th scope="row">${names.policy(a)} <span class="minus">against</span> ${names.policy(b)}</th><td>${lengths.join(", ")}</td><td class="way">${sentenceHtml(alternativeWords(alternative, names))}</td><td>${verdictMark(from)}</td><td>${verdictMark(to)}</td></tr>
`,
)}</tbody></table></div>
`;
}

function folded(context: PageContext, label: string, changes: readonly Change[]): SafeHtml | undefined {
  if (changes.length === 0) return undefined;
  return html`<details><summary>${label}: ${count(changes)}</summary>
${changeTable(context, label, changes)}</details>
`;
}

/** How far the verdicts hang on simulators, reward model and seed; nothing where that was not tried. */
export function sensitivitySection(context: PageContext): SafeHtml {
  const { sensitivity } = context.input;
  if (sensitivity === undefined || sensitivity.alternatives.length === 0) return html``;
  const { told, comparisons, alternatives } = sensitivity;
  const of = (kind: ChangeKind): Change[] =>
    alternatives.flatMap((alternative) =>
      changedPairs(alternative, kind).map((change) => ({ ...change, alternative })),
    );
  const reversed = of("reversed");
  const without = alternatives.filter(({ kind }) => kind === "without simulator");
  const onlyGains = without.length > 0 && without.every(({ lost, reversed: turned }) => lost + turned === 0);
  return html`<section id="sensitivity"><h2>What the verdicts hang on</h2>
<p class="how">The study decides ${told} of ${comparisons} comparisons. Here each is held against what comes out when one choice is made otherwise: kept and lost count the decided ones that stay or become “cannot tell”, reversed those whose better policy becomes the worse one, gained those decided only then.${
    onlyGains
      ? " Fewer simulators have to agree when one is left out, so verdicts can only be gained; what is gained hangs on that simulator."
      : ""
  }</p>
${table(context, alternatives)}
<h3>Reversed verdicts${reversed.length === 0 ? undefined : `: ${count(reversed)}`}</h3>
${
  reversed.length === 0
    ? html`<p>None: no choice tried here turns a verdict round.</p>
`
    : changeTable(context, "Reversed verdicts", reversed)
}${folded(context, "Verdicts lost", of("lost"))}${folded(context, "Verdicts gained", of("gained"))}</section>
`;
}
