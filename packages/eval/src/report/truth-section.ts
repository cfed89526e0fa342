import type { TruthAgreement, TruthOutcome } from "../types/truth-agreement";
import { html, type SafeHtml } from "./html";
import { formatDifference, formatShare } from "./numbers";
import type { PageContext } from "./page-context";
import { verdictMark } from "./verdict-section";

/** What each outcome means, in the order of the table. */
export const OUTCOMES: readonly {
  readonly outcome: TruthOutcome;
  readonly symbol: string;
  readonly meaning: string;
}[] = [
  { outcome: "right", symbol: "✓", meaning: "the matrix decided, and the truth agrees" },
  { outcome: "wrong", symbol: "✗", meaning: "the matrix decided, and the truth says the opposite" },
  { outcome: "withheld", symbol: "○", meaning: "the matrix could not tell" },
  { outcome: "truth unclear", symbol: "~", meaning: "the matrix decided; in truth the two are equal within noise" },
];

function counts(truth: TruthAgreement): SafeHtml {
  const all = truth.pairs.length;
  return html`<div class="scroll fit"><table class="outcomes"><thead><tr><th scope="col">Outcome</th><th scope="col">Pairs</th><th scope="col">Share</th><th scope="col">Meaning</th></tr></thead><tbody>
${OUTCOMES.map(
  ({ outcome, symbol, meaning }) =>
    html`<tr><th scope="row"><span class="outcome ${outcome}"><span aria-hidden="true">${symbol}</span> ${outcome}</span></th><td class="number">${truth.counts[outcome]}</td><td class="number">${formatShare(truth.counts[outcome], all)}</td><td>${meaning}</td></tr>
`,
)}</tbody></table></div>
`;
}

function pairs({ names }: PageContext, truth: TruthAgreement): SafeHtml {
  if (truth.pairs.length === 0) return html``;
  return html`<details><summary>All ${truth.pairs.length} pairs against the truth</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Pairs against the truth"><table class="differences"><thead><tr><th scope="col">Pair</th><th scope="col">Items</th><th scope="col">Matrix</th><th scope="col">Truth</th><th scope="col">True difference</th><th scope="col">Outcome</th></tr></thead><tbody>
${truth.pairs.map(
  (pair) =>
    html`<tr><th scope="row">${names.policy(pair.a)} <span class="minus">against</span> ${names.policy(pair.b)}</th><td class="number">${pair.length}</td><td>${verdictMark(pair.verdict)}</td><td>${verdictMark(pair.truth)}</td><td><span class="mean">${formatDifference(pair.difference)}</span> <span class="interval">${formatDifference(pair.low)} to ${formatDifference(pair.high)}</span></td><td><span class="outcome ${pair.outcome}">${pair.outcome}</span></td></tr>
`,
)}</tbody></table></div></details>
`;
}

/** How often the verdicts agree with the known truth of a made course; nothing where there is no truth. */
export function truthSection(context: PageContext): SafeHtml {
  const { truth } = context.input;
  if (truth === undefined) return html``;
  const { right, wrong } = truth.counts;
  const decided = right + wrong;
  return html`<section id="truth"><h2>Agreement with the truth</h2>
<p class="how">The course is a made one, so what each policy really does for its learners is known. ${
    decided === 0
      ? "The matrix decided no pair that the truth can judge."
      : html`Of the ${decided} verdicts that the truth can judge, <strong>${right} ${right === 1 ? "is" : "are"} right</strong> and ${wrong} wrong (${formatShare(right, decided)} right).`
  } A cautious method withholds rather than errs. Where the made course is also one of the simulators, matrix and truth are not independent.</p>
${counts(truth)}${pairs(context, truth)}</section>
`;
}
