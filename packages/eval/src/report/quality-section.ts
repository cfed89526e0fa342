import type { LearningCurvePoint, QualityFigure, QualityVerdict, SimulatorQuality } from "../types/simulator-quality";
import { html, type SafeHtml } from "./html";
import { nameWithId } from "./matrix-section";
import { countOf } from "./numbers";
import type { PageContext } from "./page-context";
import { boundsText, figureText, intervalText, QUALITY_FIGURES, qualityWords, simulatorNames } from "./quality-words";
import { sentenceHtml } from "./sentence-html";
import { markedSimulators } from "./simulator-marks";

const MARKS: Readonly<Record<QualityVerdict, { readonly symbol: string; readonly style: string }>> = {
  passes: { symbol: "✓", style: "better" },
  fails: { symbol: "✗", style: "worse" },
  "cannot tell": { symbol: "○", style: "open" },
};

function qualityMark(verdict: QualityVerdict, word: string = verdict): SafeHtml {
  const { symbol, style } = MARKS[verdict];
  return html`<span class="verdict ${style}"><span aria-hidden="true">${symbol}</span> ${word}</span>`;
}

/** Whole judgement on a simulator. */
function overall(entry: SimulatorQuality | undefined): SafeHtml {
  if (entry === undefined || entry.figures.length === 0) return html`<span class="empty">not compared</span>`;
  const open = entry.figures.filter(({ verdict }) => verdict === "cannot tell").length;
  if (entry.fails.length > 0) return qualityMark("fails", `fails ${entry.fails.length} of ${entry.figures.length}`);
  if (open > 0) return qualityMark("cannot tell", `fails none, ${open} cannot be told`);
  return qualityMark("passes", `passes all ${entry.figures.length}`);
}

function figureCell(figure: QualityFigure | undefined, showBounds: boolean): SafeHtml {
  if (figure === undefined) return html`<td class="empty">not compared</td>`;
  const { id, real, simulated } = figure;
  const { side, value } = qualityWords(id);
  const bounds = boundsText(figure);
  return html`<td class="figure">${qualityMark(figure.verdict)}<span class="mean">${value(figure.value)}</span><span class="interval">${intervalText(figure)}</span>${
    real === undefined || simulated === undefined
      ? undefined
      : html`<span class="sides">simulated ${side(simulated)}, real ${side(real)}</span>`
  }${showBounds && bounds !== "" ? html`<span class="sides">asked: ${bounds}</span>` : undefined}</td>`;
}

/** One row of the table: a figure under every simulator; bounds that all share stand at its head. */
function figureRow(id: QualityFigure["id"], entries: readonly (SimulatorQuality | undefined)[]): SafeHtml {
  const figures = entries.map((entry) => entry?.figures.find((figure) => figure.id === id));
  const bounds = new Set(figures.flatMap((figure) => (figure === undefined ? [] : [boundsText(figure)])));
  const shared = bounds.size === 1 ? [...bounds][0] : undefined;
  const { name, help } = qualityWords(id);
  return html`<tr><th scope="row">${name}<span class="help">${help}${
    shared === undefined || shared === "" ? undefined : html`<br>asked: ${shared}`
  }</span></th>${figures.map((figure) => figureCell(figure, bounds.size > 1))}</tr>
`;
}

/** Why a simulator is marked, the end of a sentence. */
function reason({ figures, fails }: SimulatorQuality): string {
  const failed = figures.filter(({ id }) => fails.includes(id));
  const each = failed.map((figure) => `${figure.title}: ${figureText(figure)}, asked ${boundsText(figure)}`);
  return `fails ${countOf(failed.length, "comparison", "comparisons")}: ${each.join("; ")}.`;
}

function stretch({ from, to }: LearningCurvePoint): string {
  if (to === undefined) return `${from} and more`;
  return to === from ? String(from) : `${from} to ${to}`;
}

function curve(name: string, { learningCurve }: SimulatorQuality): SafeHtml | undefined {
  if (learningCurve.length === 0) return undefined;
  const { side } = qualityWords("correct-rate");
  return html`<h3>${name}</h3>
<div class="scroll fit" tabindex="0" role="region" aria-label="Learning curve of ${name}"><table class="outcomes"><thead><tr><th scope="col">Time a concept comes up</th><th scope="col">Learners</th><th scope="col">Real</th><th scope="col">Simulated</th><th scope="col">Difference</th></tr></thead><tbody>
${learningCurve.map(
  (point) =>
    html`<tr><th scope="row">${stretch(point)}</th><td class="number">${point.learners}</td><td class="number">${side(point.real)}</td><td class="number">${side(point.simulated)}</td><td>${figureText({ ...point.difference, id: "correct-rate" })}</td></tr>
`,
)}</tbody></table></div>
`;
}

/** Remarks on simulators; those with the same remark stand together. */
function remarks({ names }: PageContext, entries: readonly SimulatorQuality[]): SafeHtml | undefined {
  const bySimulator = new Map<string, string[]>();
  for (const { simulator, notes } of entries)
    for (const note of notes) bySimulator.set(note, [...(bySimulator.get(note) ?? []), simulator]);
  if (bySimulator.size === 0) return undefined;
  return html`<ul class="remarks">${[...bySimulator].map(
    ([note, simulators]) => html`<li>${sentenceHtml(simulatorNames(simulators, names))}: ${note}</li>`,
  )}</ul>`;
}

/** How like real learners each simulator is; nothing where that was not looked at. */
export function qualitySection(context: PageContext): SafeHtml {
  const { result, names, quality } = context;
  if (quality.size === 0) return html``;
  const entries = result.simulators.map((id) => quality.get(id));
  const known = entries.flatMap((entry) => entry ?? []);
  const figures = QUALITY_FIGURES.filter((id) =>
    known.some((entry) => entry.figures.some((figure) => figure.id === id)),
  );
  const marked = markedSimulators(result, quality);
  const curves = known.flatMap((entry) => curve(names.simulator(entry.simulator), entry) ?? []);
  const [first] = quality.values();
  const foretold = figures.includes("auc") || figures.includes("calibration-error");
  return html`<section id="quality"><h2>How like real learners the simulators are</h2>
<p class="how">${foretold ? "The models behind the simulators foretell answers of learners they were not fitted to. Then each" : "Each"} simulator plays ${first!.learners} learners of the log again, ${first!.repeats === 1 ? "once" : `${first!.repeats} times`}, on the items they had. Differences are simulated less real, with 95\u00a0% intervals over learners; a point is one in a hundred. A figure fails when its whole interval lies outside what is asked. A simulator that fails is marked ✗ in the whole report and still counts in every verdict.</p>
${marked.map(
  (entry) =>
    html`<p class="reason">${qualityMark("fails", "marked")} <strong>${names.simulator(entry.simulator)}</strong> ${reason(entry)}</p>
`,
)}<div class="scroll" tabindex="0" role="region" aria-label="Quality of the simulators"><table class="plain quality">
<thead><tr><th scope="col">Compared</th>${result.simulators.map(
    (simulator) => html`<th scope="col">${nameWithId(names.simulator(simulator), simulator)}</th>`,
  )}</tr></thead>
<tbody>
<tr><th scope="row">In all</th>${entries.map((entry) => html`<td>${overall(entry)}</td>`)}</tr>
${figures.map((id) => figureRow(id, entries))}</tbody></table></div>
${remarks(context, known)}${
  curves.length === 0
    ? undefined
    : html`<details><summary>Learning curves, real and simulated</summary>
${curves}</details>
`
}</section>
`;
}
