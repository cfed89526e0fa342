import { html, type SafeHtml } from "./html";
import { MARK_SHAPES, markSymbol } from "./mark-symbol";
import { formatFixed, plural } from "./numbers";
import { linearScale } from "./scale";
import { px, svgFigure } from "./svg-figure";

const WIDTH = 360;
const HEIGHT = 356;
const FRAME = { left: 44, right: 350, top: 8, bottom: 314 };
/** A normal holds 90 % within this many standard deviations. */
export const QUANTILE_90 = 1.6448536269514722;
/** Decimals of difficulties. */
const DIGITS = 2;

/** One item of one log. */
export interface ScatterPoint {
  readonly name: string;
  readonly truth: number;
  readonly estimate: number;
  /** Standard deviation of the estimate. */
  readonly scale?: number;
  /** Which kind of item it is: the shape of its mark. */
  readonly kind: number;
}

export interface ScatterOptions {
  readonly id: string;
  readonly title: string;
  readonly points: readonly ScatterPoint[];
  /** Both axes go from minus this to this. */
  readonly reach: number;
  /** Which colour. */
  readonly series: number;
}

export function intervalOf({ estimate, scale }: ScatterPoint): readonly [number, number] | undefined {
  return scale === undefined ? undefined : [estimate - QUANTILE_90 * scale, estimate + QUANTILE_90 * scale];
}

export function isOutside({ estimate }: ScatterPoint, reach: number): boolean {
  return Math.abs(estimate) > reach;
}

/**
 * How far the axes of a study's scatter plots go: as far as the truth and the 90 % intervals, in whole units. Estimates without
 * intervals do not widen them, because one that explodes would press all others together.
 */
export function scatterReach(points: readonly ScatterPoint[]): number {
  return Math.ceil(Math.max(...points.flatMap((point) => [point.truth, ...(intervalOf(point) ?? [])].map(Math.abs))));
}

/** What a scatter plot cannot show by its marks alone, in words; undefined where it shows everything. */
export function outsideWords(points: readonly ScatterPoint[], reach: number): string | undefined {
  const outside = points.filter((point) => isOutside(point, reach));
  if (outside.length === 0) return undefined;
  const farthest = outside.reduce((far, point) => (Math.abs(point.estimate) > Math.abs(far.estimate) ? point : far));
  const { name, estimate, truth } = farthest;
  return `${outside.length} of ${plural(points.length, "estimate")} ${outside.length === 1 ? "lies" : "lie"} outside the frame, drawn as ${outside.length === 1 ? "an arrow" : "arrows"} at its edge. The farthest is ${formatFixed(estimate, DIGITS)}, for ${name}, whose true difficulty is ${formatFixed(truth, DIGITS)}.`;
}

function pointWords(point: ScatterPoint): string {
  const interval = intervalOf(point);
  return `${point.name}: true ${formatFixed(point.truth, DIGITS)}, estimated ${formatFixed(point.estimate, DIGITS)}${
    interval === undefined ? "" : ` (${formatFixed(interval[0], DIGITS)} to ${formatFixed(interval[1], DIGITS)})`
  }`;
}

/** True against estimated difficulty: a mark an item, with its 90 % interval where it has one, and the line of equals. */
export function scatterFigure({ id, title, points, reach, series }: ScatterOptions): SafeHtml {
  const x = linearScale([-reach, reach], [FRAME.left, FRAME.right], 6);
  const y = linearScale([-reach, reach], [FRAME.bottom, FRAME.top], 6);
  const grid = x.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${px(x.at(tick))}" x2="${px(x.at(tick))}" y1="${FRAME.top}" y2="${FRAME.bottom}"/><line class="grid" x1="${FRAME.left}" x2="${FRAME.right}" y1="${px(y.at(tick))}" y2="${px(y.at(tick))}"/><text class="tick" x="${px(x.at(tick))}" y="${FRAME.bottom + 17}" text-anchor="middle">${formatFixed(tick, 0)}</text><text class="tick" x="${FRAME.left - 6}" y="${px(y.at(tick) + 4)}" text-anchor="end">${formatFixed(tick, 0)}</text>`,
  );
  const whiskers = points.flatMap((point) => {
    const interval = intervalOf(point);
    if (interval === undefined || isOutside(point, reach)) return [];
    const [low, high] = interval;
    return html`<line class="whisker s${series}" x1="${px(x.at(point.truth))}" x2="${px(x.at(point.truth))}" y1="${px(y.at(low))}" y2="${px(y.at(high))}"/>`;
  });
  const marks = points.map((point) => {
    if (isOutside(point, reach)) return edgeArrow(point, x.at(point.truth), series);
    return markSymbol({
      shape: MARK_SHAPES[point.kind % MARK_SHAPES.length]!,
      x: x.at(point.truth),
      y: y.at(point.estimate),
      radius: 3.6,
      className: `point s${series}`,
      title: pointWords(point),
    });
  });
  const outside = outsideWords(points, reach);
  return svgFigure(
    {
      id,
      width: WIDTH,
      height: HEIGHT,
      title: `True and estimated difficulty: ${title}`,
      description: `${plural(points.length, "item")}, the true difficulty across, the estimated one up, both from ${formatFixed(-reach, 0)} to ${formatFixed(reach, 0)}. The diagonal is where they are equal.${outside === undefined ? "" : ` ${outside}`}`,
    },
    html`${grid}<rect class="frame" x="${FRAME.left}" y="${FRAME.top}" width="${FRAME.right - FRAME.left}" height="${FRAME.bottom - FRAME.top}"/><line class="equal" x1="${FRAME.left}" y1="${FRAME.bottom}" x2="${FRAME.right}" y2="${FRAME.top}"/>${whiskers}
${marks}<text x="${px((FRAME.left + FRAME.right) / 2)}" y="${HEIGHT - 8}" text-anchor="middle">true difficulty</text><text x="14" y="${px((FRAME.top + FRAME.bottom) / 2)}" text-anchor="middle" transform="rotate(-90 14 ${px((FRAME.top + FRAME.bottom) / 2)})">estimated difficulty</text>`,
  );
}

/** An estimate that lies above or below the frame: an arrow that points there from the frame's edge. */
function edgeArrow(point: ScatterPoint, x: number, series: number): SafeHtml {
  const up = point.estimate > 0;
  const tip = up ? FRAME.top + 2 : FRAME.bottom - 2;
  const away = up ? 1 : -1;
  const head = `M${px(x)} ${px(tip)}L${px(x + 4.5)} ${px(tip + away * 8)}L${px(x - 4.5)} ${px(tip + away * 8)}Z`;
  return html`<path class="outside s${series}" d="${head}M${px(x)} ${px(tip + away * 8)}V${px(tip + away * 18)}"><title>${pointWords(point)}, outside the frame</title></path>`;
}
