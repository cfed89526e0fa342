import { html, type SafeHtml } from "./html";
import { MARK_SHAPES, markSymbol } from "./mark-symbol";
import { linearScale, roundDomain, type Scale } from "./scale";
import { px, svgFigure } from "./svg-figure";

const WIDTH = 360;
const FRAME = { left: 12, right: 348, top: 6 };
const AXIS_HEIGHT = 40;
/** Heights of a row's parts: its name, the line on a published draw, half the swarm of dots, the interval. */
const NAME_HEIGHT = 18;
const DRAW_HEIGHT = 18;
const SWARM_HALF = 22;
const INTERVAL_HEIGHT = 16;
const ROW_GAP = 8;
const RADIUS = 2.8;

/** One measure of one estimator over the repeats. */
export interface SpreadRow {
  readonly name: string;
  /** Which colour and shape. */
  readonly series: number;
  readonly values: readonly number[];
  /** Words for each value. */
  readonly titles: readonly string[];
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Single draws published elsewhere. */
  readonly published?: readonly number[];
}

export interface SpreadOptions {
  readonly id: string;
  readonly title: string;
  readonly axis: string;
  readonly rows: readonly SpreadRow[];
  /** The measure's own bounds: the axis and the drawn intervals do not leave them. */
  readonly limits: readonly [number, number];
  readonly format: (value: number) => string;
  /** A tick, and the decimals that tell the ticks apart. */
  readonly formatTick: (value: number, digits: number) => string;
  /** Published draws, which have fewer decimals; as `format` when absent. */
  readonly formatDraw?: (value: number) => string;
  /** A value to be held against, drawn through all rows. */
  readonly reference?: { readonly value: number; readonly name: string };
}

/**
 * Heights that keep dots at the same place apart: each goes to the free level nearest to the middle, in the order given, levels
 * `gap` apart and at most `most` from the middle; dots beyond that overlap. O(n^2).
 */
export function swarmOffsets(positions: readonly number[], gap: number, most: number): number[] {
  const levels = [0];
  for (let k = 1; k * gap <= most; k++) levels.push(-k * gap, k * gap);
  const offsets: number[] = [];
  for (const [index, position] of positions.entries()) {
    const taken = new Set(offsets.filter((_, other) => Math.abs(positions[other]! - position) < gap));
    offsets.push(levels.find((level) => !taken.has(level)) ?? levels[index % levels.length]!);
  }
  return offsets;
}

export function spreadDomain({ rows, limits, reference }: SpreadOptions): readonly [number, number] {
  const shown = rows.flatMap(({ values, low, high, published = [] }) => [...values, low, high, ...published]);
  const all = [...shown, ...(reference === undefined ? [] : [reference.value])];
  const within = all.map((value) => Math.min(limits[1], Math.max(limits[0], value)));
  return roundDomain(Math.min(...within), Math.max(...within), limits);
}

function rowHeight({ published = [] }: SpreadRow): number {
  return NAME_HEIGHT + (published.length > 0 ? DRAW_HEIGHT : 0) + 2 * SWARM_HALF + INTERVAL_HEIGHT + ROW_GAP;
}

function drawRow(row: SpreadRow, top: number, x: Scale, options: SpreadOptions): SafeHtml {
  const { format, formatDraw = format, limits, reference } = options;
  const { name, series, values, titles, mean, low, high, published = [] } = row;
  const shape = MARK_SHAPES[series % MARK_SHAPES.length]!;
  const positions = values.map(x.at);
  const offsets = swarmOffsets(positions, 2 * RADIUS + 0.4, SWARM_HALF - RADIUS);
  const middle = top + NAME_HEIGHT + (published.length > 0 ? DRAW_HEIGHT : 0) + SWARM_HALF;
  const barAt = middle + SWARM_HALF + INTERVAL_HEIGHT / 2;
  const [from, to] = [Math.max(low, limits[0]), Math.min(high, limits[1])];
  const dots = values.map((_, k) =>
    markSymbol({
      shape,
      x: positions[k]!,
      y: middle + offsets[k]!,
      radius: RADIUS,
      className: `dot s${series}`,
      title: titles[k]!,
    }),
  );
  const draws = published.map(
    (value) =>
      html`<line class="draw" x1="${px(x.at(value))}" x2="${px(x.at(value))}" y1="${px(middle - SWARM_HALF)}" y2="${px(middle + SWARM_HALF)}"/>${markSymbol({ shape: "diamond", x: x.at(value), y: middle - SWARM_HALF + 5, radius: 3.8, className: "draw", title: `single published draw: ${formatDraw(value)}` })}`,
  );
  const drawsLine =
    published.length === 0
      ? undefined
      : html`${markSymbol({ shape: "diamond", x: FRAME.left + 5, y: top + NAME_HEIGHT + 5, radius: 3.8, className: "draw key" })}<text class="tick" x="${FRAME.left + 14}" y="${px(top + NAME_HEIGHT + 9)}">single published draw: ${published.map(formatDraw).join(", ")}</text>`;
  // From below the words to below the interval: lines through numbers make them hard to read.
  const upright = (className: string, value: number, tip?: SafeHtml): SafeHtml =>
    html`<line class="${className}" x1="${px(x.at(value))}" x2="${px(x.at(value))}" y1="${px(middle - SWARM_HALF)}" y2="${px(middle + SWARM_HALF + INTERVAL_HEIGHT)}">${tip}</line>`;
  const held = reference && upright("reference", reference.value, html`<title>${reference.name}</title>`);
  return html`${x.ticks.map((tick) => upright("grid", tick))}${held}<text class="name" x="${FRAME.left}" y="${px(top + 13)}">${name}</text><text x="${FRAME.right}" y="${px(top + 13)}" text-anchor="end">${format(mean)} (${format(low)} to ${format(high)})</text>${drawsLine}${draws}
${dots}<line class="interval s${series}" x1="${px(x.at(from))}" x2="${px(x.at(to))}" y1="${px(barAt)}" y2="${px(barAt)}"/><line class="mean s${series}" x1="${px(x.at(mean))}" x2="${px(x.at(mean))}" y1="${px(barAt - 6)}" y2="${px(barAt + 6)}"/>
`;
}

/** All repeats of a measure as dots, a row an estimator, with their mean and its 95 % interval below them. */
export function spreadFigure(options: SpreadOptions): SafeHtml {
  const { id, title, axis, rows, format, formatTick, formatDraw = format } = options;
  const tops = rows.map((_, r) => FRAME.top + rows.slice(0, r).reduce((sum, row) => sum + rowHeight(row), 0));
  const bottom = FRAME.top + rows.reduce((sum, row) => sum + rowHeight(row), 0);
  const x = linearScale(spreadDomain(options), [FRAME.left, FRAME.right]);
  const anchor = (tick: number): string => {
    if (x.at(tick) < FRAME.left + 12) return "start";
    return x.at(tick) > FRAME.right - 12 ? "end" : "middle";
  };
  const axisTicks = x.ticks.map(
    (tick) =>
      html`<text class="tick" x="${px(x.at(tick))}" y="${px(bottom + 14)}" text-anchor="${anchor(tick)}">${formatTick(tick, x.digits)}</text>`,
  );
  return svgFigure(
    {
      id,
      width: WIDTH,
      height: bottom + AXIS_HEIGHT,
      title,
      description: rows
        .map(
          ({ name, values, mean, low, high, published = [] }) =>
            `${name}: mean ${format(mean)}, 95\u00a0% interval ${format(low)} to ${format(high)}, ${values.length} repeats from ${format(Math.min(...values))} to ${format(Math.max(...values))}${published.length === 0 ? "" : `, single published draw ${published.map(formatDraw).join(", ")}`}.`,
        )
        .join(" "),
    },
    html`${axisTicks}${rows.map((row, r) => drawRow(row, tops[r]!, x, options))}<text x="${px((FRAME.left + FRAME.right) / 2)}" y="${px(bottom + 32)}" text-anchor="middle">${axis}</text>`,
  );
}
