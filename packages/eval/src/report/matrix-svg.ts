import { ZpdError } from "@zpd/core";
import type { RemResult } from "../types/rem-result";
import { shortenMiddle } from "./curve-plot";
import { itemCount } from "./finding";
import { HEAT_DARK, HEAT_INK, HEAT_LIGHT, heatStep } from "./heat-scale";
import { html, SafeHtml } from "./html";
import { formatScore } from "./numbers";
import { assertReadableResult, standingsAt } from "./standings";
import { displayWidth } from "./text-width";

const CELL = { width: 148, height: 46 };
const EDGE = 20;
const HEAD = 92;
const LONGEST_NAME = 34;
/** Room for one column of 14 px text; wider than most fonts need, because the reader's font is unknown. */
const CHARACTER_PIXELS = 8.2;

const fills = (colours: readonly string[]): string =>
  colours.map((colour, step) => `.h${step}{fill:${colour}}`).join("");

const STYLE = `text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
.page{fill:#ffffff;stroke:#d8dee5}.ink{fill:#17212b}.muted{fill:#55616d}.cell{fill:${HEAT_INK.light}}${fills(HEAT_LIGHT)}
@media (prefers-color-scheme:dark){.page{fill:#10151b;stroke:#2d3742}.ink{fill:#e6ebf0}.muted{fill:#a0acb8}.cell{fill:${HEAT_INK.dark}}${fills(HEAT_DARK)}}`;

/**
 * The matrix at one length as a standalone picture that follows light and dark by itself, e.g. for a README.
 * @throws INVALID_INPUT when the result has no such length or names what it does not hold
 */
export function renderMatrixSvg(result: RemResult, length: number): string {
  assertReadableResult("renderMatrixSvg", result);
  if (!result.lengths.includes(length)) {
    throw new ZpdError("INVALID_INPUT", {
      where: "renderMatrixSvg",
      expected: `one of the lengths ${result.lengths.join(", ")}`,
      got: String(length),
    });
  }
  const block = standingsAt(result, length);
  const names = block.standings.map(({ policy }) => shortenMiddle(policy, LONGEST_NAME));
  const nameWidth = Math.ceil(Math.max(...names.map(displayWidth), 16) * CHARACTER_PIXELS) + 34;
  const tallyWidth = block.standings.length > 1 ? 150 : 0;
  const cellsEnd = EDGE + nameWidth + result.simulators.length * CELL.width;
  const width = cellsEnd + tallyWidth + EDGE;
  const height = HEAD + block.standings.length * CELL.height + EDGE;
  const columnX = (column: number): number => EDGE + nameWidth + (column + 0.5) * CELL.width;
  const rows = block.standings.map(({ cells, better, worse, open }, row) => {
    const y = HEAD + row * CELL.height;
    const middle = y + CELL.height / 2;
    const boxes = cells.map((cell, column) => {
      if (cell === undefined)
        return html`<text class="muted" x="${columnX(column)}" y="${middle + 5}" text-anchor="middle" font-size="13">not played</text>`;
      const best = block.standings.length > 1 && cell.mean === block.best[column];
      return html`<rect class="h${heatStep(cell.mean, block.lowest, block.highest)}" x="${columnX(column) - CELL.width / 2 + 1}" y="${y + 1}" width="${CELL.width - 2}" height="${CELL.height - 2}" rx="3"/><text class="cell" x="${columnX(column)}" y="${middle - 2}" text-anchor="middle" font-size="16" font-weight="600">${best ? "★ " : ""}${formatScore(cell.mean)}</text><text class="cell" x="${columnX(column)}" y="${middle + 15}" text-anchor="middle" font-size="12">${formatScore(cell.low)} to ${formatScore(cell.high)}</text>`;
    });
    const tally =
      tallyWidth === 0
        ? undefined
        : [`▲ ${better.length}`, `▼ ${worse.length}`, `○ ${open.length}`].map(
            (count, index) =>
              html`<text class="ink" x="${cellsEnd + tallyWidth / 2 + (index - 1) * 46}" y="${middle + 5}" text-anchor="middle" font-size="14">${count}</text>`,
          );
    return html`<text class="muted" x="${EDGE + 20}" y="${middle + 5}" text-anchor="end" font-size="14">${row + 1}</text><text class="ink" x="${EDGE + 30}" y="${middle + 5}" font-size="14">${names[row]}</text>${boxes}${tally}
`;
  });
  const heads = result.simulators.map(
    (simulator, column) =>
      html`<text class="ink" x="${columnX(column)}" y="${HEAD - 12}" text-anchor="middle" font-size="14" font-weight="600">${shortenMiddle(simulator, 16)}</text>`,
  );
  const title = `Mean score after ${itemCount(length)}, with 95\u00a0% intervals`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<style>${new SafeHtml(STYLE)}</style>
<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>
<text class="ink" x="${EDGE}" y="38" font-size="18" font-weight="650">${title}</text>
${heads}${tallyWidth === 0 ? undefined : html`<text class="ink" x="${cellsEnd + tallyWidth / 2}" y="${HEAD - 12}" text-anchor="middle" font-size="13">better, worse, open</text>`}
${rows}</svg>
`.text;
}
