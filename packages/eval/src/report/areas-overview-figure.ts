import type { ContentAreaShown } from "./content-areas-input";
import { html, type SafeHtml } from "./html";
import { markSymbol } from "./mark-symbol";
import { formatCount, formatFixed, formatScore, plural } from "./numbers";
import { linearScale, logScale, roundDomain } from "./scale";
import { px, svgFigure } from "./svg-figure";

const WIDTH = 360;
const HEIGHT = 270;
const FRAME = { left: 52, right: 348, top: 8, bottom: 226 };
/** From here on marks are small and pale, because they pile up. */
const MANY_AREAS = 200;

/** AUC of every area over its number of answers, on an axis of tenfolds; areas without an AUC are counted in the description. */
export function areasOverviewFigure(areas: readonly ContentAreaShown[]): SafeHtml {
  const shown = areas.filter(({ auc }) => auc !== undefined);
  const counts = areas.map(({ answers }) => answers);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const x = logScale([least * 0.8, most * 1.25], [FRAME.left, FRAME.right]);
  const values = [0.5, ...shown.map(({ auc }) => auc!)];
  const y = linearScale(roundDomain(Math.min(...values), Math.max(...values), [0, 1]), [FRAME.bottom, FRAME.top]);
  const grid = [
    ...x.ticks.map(
      (tick) =>
        html`<line class="grid" x1="${px(x.at(tick))}" x2="${px(x.at(tick))}" y1="${FRAME.top}" y2="${FRAME.bottom}"/><text class="tick" x="${px(x.at(tick))}" y="${FRAME.bottom + 16}" text-anchor="middle">${formatCount(tick)}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        html`<line class="grid" x1="${FRAME.left}" x2="${FRAME.right}" y1="${px(y.at(tick))}" y2="${px(y.at(tick))}"/><text class="tick" x="${FRAME.left - 6}" y="${px(y.at(tick) + 4)}" text-anchor="end">${formatFixed(tick, Math.max(2, y.digits))}</text>`,
    ),
  ];
  const many = shown.length >= MANY_AREAS;
  const marks = shown.map(({ area, answers, auc }) =>
    markSymbol({
      shape: "circle",
      x: x.at(answers),
      y: y.at(auc!),
      radius: many ? 2 : 3.6,
      className: `${many ? "dot" : "point"} s0`,
      // Two thousand titles would make half the page; the table has them all.
      ...(many ? {} : { title: `${area}: AUC ${formatScore(auc!)}, ${plural(answers, "answer")}` }),
    }),
  );
  return svgFigure(
    {
      id: "areas-overview",
      width: WIDTH,
      height: HEIGHT,
      title: "AUC of every content area over its number of answers",
      description: `${plural(shown.length, "area")} with ${formatCount(least)} to ${formatCount(most)} held-out answers${shown.length < areas.length ? `; ${plural(areas.length - shown.length, "area")} without an AUC not drawn` : ""}.`,
    },
    html`${grid}<line class="reference" x1="${FRAME.left}" x2="${FRAME.right}" y1="${px(y.at(0.5))}" y2="${px(y.at(0.5))}"><title>a coin toss</title></line>
${marks}<text x="${px((FRAME.left + FRAME.right) / 2)}" y="${HEIGHT - 8}" text-anchor="middle">held-out answers of the area</text><text x="12" y="${px((FRAME.top + FRAME.bottom) / 2)}" text-anchor="middle" transform="rotate(-90 12 ${px((FRAME.top + FRAME.bottom) / 2)})">AUC</text>`,
  );
}
