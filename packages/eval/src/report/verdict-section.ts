import type { RemPairVerdict, RemVerdict } from "../types/rem-result";
import type { Truth } from "../types/truth-agreement";
import { itemCount, underSimulators } from "./finding";
import { html, type SafeHtml } from "./html";
import { nameWithId } from "./matrix-section";
import { formatDifference, formatP, formatShare } from "./numbers";
import type { PageContext } from "./page-context";
import { nameList } from "./sentence";
import { sentenceHtml } from "./sentence-html";
import type { LengthStandings } from "./standings";

/** Symbol and style of each verdict; the word always stands beside them. */
const MARKS: Readonly<Record<RemVerdict | Truth, { readonly symbol: string; readonly style: string }>> = {
  better: { symbol: "▲", style: "better" },
  worse: { symbol: "▼", style: "worse" },
  "cannot tell": { symbol: "○", style: "open" },
  "equal within noise": { symbol: "≈", style: "open" },
};

/** "▲ better" in its colours. */
export function verdictMark(word: RemVerdict | Truth): SafeHtml {
  const { symbol, style } = MARKS[word];
  return html`<span class="verdict ${style}"><span aria-hidden="true">${symbol}</span> ${word}</span>`;
}

/** Follows a verdict that another reward model does not tell. */
const UNSHARED = html`<span class="dagger" title="another reward model does not share this verdict">†</span>`;

function isShared({ unshared = [] }: RemPairVerdict): boolean {
  return unshared.length === 0;
}

function pairCell(block: LengthStandings, a: string, b: string): SafeHtml {
  if (a === b) return html`<td class="self" aria-label="itself">—</td>`;
  const verdict = block.compare(a, b);
  if (verdict === undefined) return html`<td class="empty">not compared</td>`;
  return html`<td>${verdictMark(verdict.verdict)}${isShared(verdict) ? undefined : UNSHARED}</td>`;
}

function pairTable({ names }: PageContext, block: LengthStandings): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts after ${itemCount(block.length)}" style="max-width:${16 + 9 * block.standings.length}rem"><table class="pairs" style="min-width:${14 + 5.4 * block.standings.length}rem">
<thead><tr><th scope="col">This policy is …</th>${block.standings.map(
    ({ policy }, index) =>
      html`<th scope="col" title="${names.policy(policy)}"><span class="than">than</span> ${index + 1}</th>`,
  )}</tr></thead>
<tbody>
${block.standings.map(
  ({ policy }, index) =>
    html`<tr><th scope="row"><span class="rank">${index + 1}</span><span class="who">${names.policy(policy)}</span></th>${block.standings.map((other) => pairCell(block, policy, other.policy))}</tr>
`,
)}</tbody></table></div>
`;
}

function differenceRow(context: PageContext, verdict: RemPairVerdict): SafeHtml {
  const { names, result } = context;
  return html`<tr><th scope="row">${nameWithId(names.policy(verdict.a), verdict.a)} <span class="minus">minus</span> ${nameWithId(names.policy(verdict.b), verdict.b)}</th>${result.simulators.map(
    (simulator) => {
      const pair = verdict.perSimulator.find((entry) => entry.simulator === simulator);
      if (pair === undefined) return html`<td class="empty">not played</td>`;
      return html`<td><span class="mean">${formatDifference(pair.difference)}</span> <span class="interval">${formatDifference(pair.low)} to ${formatDifference(pair.high)}</span></td>`;
    },
  )}<td class="number">${formatP(verdict.adjustedP)}</td><td>${verdictMark(verdict.verdict)}${isShared(verdict) ? undefined : html`${UNSHARED} <span class="interval">not by ${verdict.unshared!.join(", ")}</span>`}</td></tr>
`;
}

function differences(context: PageContext, block: LengthStandings): SafeHtml {
  const { names, result } = context;
  const verdicts = block.standings.flatMap(({ policy }, index) =>
    block.standings.slice(index + 1).flatMap((other) => block.compare(policy, other.policy) ?? []),
  );
  return html`<details><summary>The ${verdicts.length} paired ${verdicts.length === 1 ? "difference" : "differences"} behind this table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Paired differences after ${itemCount(block.length)}"><table class="differences">
<thead><tr><th scope="col">Difference of means</th>${result.simulators.map(
    (simulator) => html`<th scope="col">${nameWithId(names.simulator(simulator), simulator)}</th>`,
  )}<th scope="col">p, corrected</th><th scope="col">Verdict</th></tr></thead>
<tbody>
${verdicts.map((verdict) => differenceRow(context, verdict))}</tbody></table></div></details>
`;
}

function summary({ names }: PageContext, { standings, decided, pairs }: LengthStandings): SafeHtml {
  const top = standings.filter(({ worse }) => worse.length === 0).map(({ policy }) => names.policy(policy));
  const count = html`${decided} of ${pairs} ${pairs === 1 ? "pair" : "pairs"} decided.`;
  return html`<p>${count}${decided === 0 ? undefined : html` Not worse than any other: ${sentenceHtml(nameList(top, 5))}.`}</p>`;
}

/** Who is better than whom, for each length, with the paired differences folded away. */
export function verdictSection(context: PageContext): SafeHtml {
  if (context.result.policies.length < 2) return html``;
  const { comparisons, level } = context.result.correction;
  return html`<section id="verdicts"><h2>Verdicts</h2>
<p class="how">Read a row from left to right: this policy is better ▲, worse ▼ or not to be told apart ○ from policy 1, 2, 3 … A policy is called better only if its mean is higher under ${underSimulators(context)} and the lead is more than luck among all ${comparisons} comparisons of this study: its p-value, the largest of the simulators’, is corrected by Holm’s method and must then be below ${formatShare(level, 1)}. Both policies meet the same learners with the same luck. Intervals are not corrected.${
    context.result.verdicts.every(isShared)
      ? undefined
      : " † marks verdicts that another reward model does not share; the paired differences name it."
  }</p>
${context.blocks.map(
  (block) => html`<div class="block"><h3>After ${itemCount(block.length)}</h3>
${summary(context, block)}
${pairTable(context, block)}${differences(context, block)}</div>
`,
)}</section>
`;
}
