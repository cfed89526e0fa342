import type { RemCellSummary } from "../types/rem-result";
import type { SimulatorQuality } from "../types/simulator-quality";
import { itemCount } from "./finding";
import { HEAT_LIGHT, heatStep } from "./heat-scale";
import { html, type SafeHtml } from "./html";
import { formatDifference, formatScore } from "./numbers";
import type { PageContext } from "./page-context";
import { failedFigures } from "./quality-words";
import { plainList } from "./sentence";
import type { LengthStandings, Standing } from "./standings";

/** A name with its id under it; the id is left out where it is the name. */
export function nameWithId(name: string, id: string): SafeHtml {
  return html`<span class="name">${name}</span>${name === id ? undefined : html` <code class="id">${id}</code>`}`;
}

/** The mark of a simulator that fails a comparison with real learners. */
function simulatorMark(quality: SimulatorQuality | undefined): SafeHtml | undefined {
  if (quality === undefined || quality.fails.length === 0) return undefined;
  return html` <a class="mark verdict worse" href="#quality" title="not like real learners in ${plainList(failedFigures(quality))}">✗ marked</a>`;
}

function scoreCell(cell: RemCellSummary | undefined, block: LengthStandings, column: number): SafeHtml {
  if (cell === undefined) return html`<td class="empty">not played</td>`;
  const step = heatStep(cell.mean, block.lowest, block.highest);
  const best = block.standings.length > 1 && cell.mean === block.best[column];
  return html`<td class="heat heat-${step}"><span class="mean">${best ? html`<span class="star" title="highest mean in this column">★</span>` : undefined}${formatScore(cell.mean)}</span><span class="interval">${formatScore(cell.low)} to ${formatScore(cell.high)}</span></td>`;
}

/** Mean over the simulators, with the mean gain where every cell has one. */
function totalCell({ cells, mean }: Standing): SafeHtml {
  if (mean === undefined) return html`<td class="total">–</td>`;
  const gains = cells.flatMap((cell) => cell?.gain ?? []);
  const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length;
  return html`<td class="total"><span class="mean">${formatScore(mean)}</span>${
    gains.length === cells.length ? html`<span class="gain">gain ${formatDifference(gain)}</span>` : undefined
  }</td>`;
}

function row(context: PageContext, block: LengthStandings, standing: Standing, rank: number): SafeHtml {
  const { policy, cells, better, worse, open } = standing;
  const compared = context.result.policies.length > 1;
  return html`<tr><th scope="row"><span class="rank">${rank}</span><span class="who">${nameWithId(context.names.policy(policy), policy)}</span></th>${cells.map(
    (cell, column) => scoreCell(cell, block, column),
  )}${totalCell(standing)}${
    compared
      ? html`<td class="tally"><span class="better">${better.length}</span><span class="worse">${worse.length}</span><span class="open">${open.length}</span></td>`
      : undefined
  }</tr>
`;
}

function legend(block: LengthStandings): SafeHtml {
  return html`<span class="scale"><span class="scale-end">${formatScore(block.lowest)}</span>${HEAT_LIGHT.map(
    (_, step) => html`<span class="swatch heat-${step}"></span>`,
  )}<span class="scale-end">${formatScore(block.highest)}</span></span>`;
}

/** The gains of one length with their intervals, folded; nothing where nobody was tested before. */
function gains({ result, names }: PageContext, block: LengthStandings): SafeHtml | undefined {
  if (!block.standings.some(({ cells }) => cells.some((cell) => cell?.gain !== undefined))) return undefined;
  const gainCell = (cell: RemCellSummary | undefined): SafeHtml => {
    if (cell?.gain === undefined) return html`<td class="empty">not known</td>`;
    const { gain, gainLow, gainHigh } = cell;
    return html`<td><span class="mean">${formatDifference(gain)}</span>${
      gainLow === undefined || gainHigh === undefined
        ? undefined
        : html` <span class="interval">${formatDifference(gainLow)} to ${formatDifference(gainHigh)}</span>`
    }</td>`;
  };
  return html`<details><summary>Gains over the test before, after ${itemCount(block.length)}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Gains after ${itemCount(block.length)}"><table class="differences"><thead><tr><th scope="col">Policy</th>${result.simulators.map(
    (simulator) => html`<th scope="col">${nameWithId(names.simulator(simulator), simulator)}</th>`,
  )}</tr></thead><tbody>
${block.standings.map(
  ({ policy, cells }) =>
    html`<tr><th scope="row">${nameWithId(names.policy(policy), policy)}</th>${cells.map(gainCell)}</tr>
`,
)}</tbody></table></div></details>
`;
}

function matrix(context: PageContext, block: LengthStandings): SafeHtml {
  const { result, names, quality } = context;
  const compared = result.policies.length > 1;
  return html`<div class="block">
<div class="block-head"><h3>After ${itemCount(block.length)}</h3>${Number.isFinite(block.lowest) ? legend(block) : undefined}</div>
<div class="scroll" tabindex="0" role="region" aria-label="Matrix after ${itemCount(block.length)}"><table class="matrix">
<thead><tr><th scope="col">Policy</th>${result.simulators.map(
    (simulator) =>
      html`<th scope="col">${nameWithId(names.simulator(simulator), simulator)}${simulatorMark(quality.get(simulator))}</th>`,
  )}<th scope="col">${result.simulators.length > 1 ? "Mean of all" : "Mean"}</th>${
    compared ? html`<th scope="col">Better / worse / cannot tell</th>` : undefined
  }</tr></thead>
<tbody>
${block.standings.map((standing, index) => row(context, block, standing, index + 1))}</tbody></table></div>
${gains(context, block)}</div>
`;
}

/** The heat map tables, one a length: policies x simulators, mean with interval, best first. */
export function matrixSection(context: PageContext): SafeHtml {
  const { result, scoreName } = context;
  const compared = result.policies.length > 1;
  return html`<section id="matrix"><h2>The matrix</h2>
<p class="how">Each row is a policy, each column a simulator: another idea of how learners learn. A cell holds the mean ${scoreName} and, below it, its 95\u00a0% interval. A stronger colour means a higher mean within its table.${
    result.cells.some(({ gain }) => gain !== undefined)
      ? html` The gain under the mean is the score less the test before the course, for learners who took one; its 95\u00a0% intervals are folded under each table.`
      : undefined
  }${
    compared
      ? html` Rows are sorted by the mean over simulators; ★ marks the highest mean in its column. Whether a lead is more than luck is not seen here but in the <a href="#verdicts">verdicts</a>, counted in the last column.`
      : undefined
  }</p>
${context.blocks.map((block) => matrix(context, block))}</section>
`;
}
