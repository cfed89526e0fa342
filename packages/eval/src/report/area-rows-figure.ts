import { type HtmlPart, html, type SafeHtml } from "./html";
import { MARK_SHAPES, markSymbol } from "./mark-symbol";
import { formatCount } from "./numbers";
import { linearScale, type Scale } from "./scale";
import { px, svgFigure } from "./svg-figure";
import { shortenTo } from "./text-width";

const WIDTH = 360;
/** The axis, and right of it the room for bars or words. */
const FRAME = { left: 12, right: 276, top: 4 };
const SIDE = { left: 288, right: 348 };
const LABEL_HEIGHT = 16;
const LINE_HEIGHT = 15;
const ROW_GAP = 8;
const AXIS_HEIGHT = 38;
const LABEL_COLUMNS = 36;

/** One model in one row: a mark with or without an interval, or words where there is no figure. */
export interface AreaMark {
  /** Which colour and shape. */
  readonly series: number;
  readonly value?: number;
  readonly interval?: readonly [number, number];
  /** Shown where the pointer rests, and instead of a mark that is missing. */
  readonly title: string;
  /** Right of the line: what the interval says. */
  readonly verdict?: string;
}

export interface AreaRow {
  readonly area: string;
  readonly answers: number;
  readonly marks: readonly AreaMark[];
}

export interface AreaRowsOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly axis: string;
  readonly rows: readonly AreaRow[];
  readonly domain: readonly [number, number];
  /** A tick, and the decimals that tell the ticks apart. */
  readonly formatTick: (value: number, digits: number) => string;
  /** A value with a line of its own. */
  readonly reference?: { readonly value: number; readonly name: string };
  /** `overlaid`: all marks of a row on one line, with a bar as long as the area has answers; `stacked`: a line a mark. */
  readonly layout: "overlaid" | "stacked";
  /** Answers of the longest bar. */
  readonly mostAnswers: number;
}

function missing(mark: AreaMark, y: number): SafeHtml {
  return html`<text class="tick missing" x="${FRAME.left}" y="${px(y + 4)}">${mark.title}</text>`;
}

function drawMark({ series, value, interval, title }: AreaMark, x: Scale, y: number): SafeHtml {
  // Intervals may leave a correlation's or a difference's axis; what is cut off stands in the table.
  const [low, high] = interval?.map((end) => Math.min(x.high, Math.max(x.low, end))) ?? [];
  const bar =
    low === undefined
      ? undefined
      : html`<line class="interval s${series}" x1="${px(x.at(low))}" x2="${px(x.at(high!))}" y1="${px(y)}" y2="${px(y)}"/>`;
  const shape = MARK_SHAPES[series % MARK_SHAPES.length]!;
  return html`${bar}${markSymbol({ shape, x: x.at(value!), y, radius: 4, className: `point s${series}`, title })}`;
}

/** Marks of a row; marks on one line are drawn last first, so that the first lies on top. */
function drawMarks({ marks }: AreaRow, x: Scale, top: number, layout: AreaRowsOptions["layout"]): HtmlPart {
  const line = (k: number): number => top + LABEL_HEIGHT + (k + 0.5) * LINE_HEIGHT;
  if (layout === "stacked") {
    return marks.map((mark, k) => [
      mark.value === undefined ? undefined : drawMark(mark, x, line(k)),
      html`<text class="tick" x="${SIDE.left}" y="${px(line(k) + 4)}">${mark.verdict}</text>`,
    ]);
  }
  const present = marks.filter(({ value }) => value !== undefined);
  if (present.length === 0) return marks.slice(0, 1).map((mark) => missing(mark, line(0)));
  return present.toReversed().map((mark) => drawMark(mark, x, line(0)));
}

/** A row an area, in the order given: name and number of answers, and below them the models on a common axis. */
export function areaRowsFigure(options: AreaRowsOptions): SafeHtml {
  const { id, title, description, axis, rows, domain, formatTick, reference, layout, mostAnswers } = options;
  const lines = layout === "stacked" ? Math.max(1, ...rows.map(({ marks }) => marks.length)) : 1;
  const rowHeight = LABEL_HEIGHT + lines * LINE_HEIGHT + ROW_GAP;
  const bottom = FRAME.top + rows.length * rowHeight;
  const x = linearScale(domain, [FRAME.left, FRAME.right]);
  const bars = linearScale([0, mostAnswers], [0, SIDE.right - SIDE.left]);
  const drawn = rows.map((row, r) => {
    const top = FRAME.top + r * rowHeight;
    const from = top + LABEL_HEIGHT;
    const upright = (className: string, value: number, tip?: SafeHtml): SafeHtml =>
      html`<line class="${className}" x1="${px(x.at(value))}" x2="${px(x.at(value))}" y1="${px(from)}" y2="${px(from + lines * LINE_HEIGHT)}">${tip}</line>`;
    // Words that stand where marks would are not to be crossed out.
    const uprights = layout === "overlaid" && row.marks.every(({ value }) => value === undefined) ? [] : x.ticks;
    const held =
      reference && uprights.length > 0 && upright("reference", reference.value, html`<title>${reference.name}</title>`);
    const bar =
      layout === "stacked"
        ? undefined
        : html`<rect class="bar" x="${SIDE.left}" y="${px(from + LINE_HEIGHT / 2 - 4)}" width="${px(Math.max(0.5, bars.at(row.answers)))}" height="8"/>`;
    return html`<text class="name" x="${FRAME.left}" y="${px(top + 12)}">${shortenTo(row.area, LABEL_COLUMNS)}<title>${row.area}</title></text><text class="tick" x="${SIDE.right}" y="${px(top + 12)}" text-anchor="end">${formatCount(row.answers)}</text>${uprights.map((tick) => upright("grid", tick))}${held === false ? undefined : held}${bar}${drawMarks(row, x, top, layout)}
`;
  });
  const anchor = (tick: number): string => (x.at(tick) < FRAME.left + 12 ? "start" : "middle");
  const ticks = x.ticks.map(
    (tick) =>
      html`<text class="tick" x="${px(x.at(tick))}" y="${px(bottom + 9)}" text-anchor="${anchor(tick)}">${formatTick(tick, x.digits)}</text>`,
  );
  return svgFigure(
    { id, width: WIDTH, height: bottom + AXIS_HEIGHT, title, description },
    html`${drawn}${ticks}<text x="${px((FRAME.left + FRAME.right) / 2)}" y="${px(bottom + 28)}" text-anchor="middle">${axis}</text><text x="${SIDE.right}" y="${px(bottom + 28)}" text-anchor="end">answers</text>`,
  );
}
