import { shortenMiddle } from "./curve-plot";
import type { GraphBoxes } from "./graph-boxes";
import { layoutGraph } from "./graph-layout";
import { html, type SafeHtml } from "./html";
import { displayWidth } from "./text-width";

export interface VerdictGraphOptions {
  /** Unique on the page; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  /** Whether an arrow, by the indices of its boxes, is drawn dashed. */
  isDashed(better: number, worse: number): boolean;
}

const LINE_PIXELS = 18;
const PADDING = { x: 11, y: 7 };
/** Room for one column of 12.5 px text; wider than most fonts need, because the reader's font is unknown. */
const CHARACTER_PIXELS = 7.3;
const LONGEST_NAME = 28;
/** Two graphs stand side by side on a desktop page. */
const ROW_PIXELS = 500;

/** A graph wider than its place shrinks to this share of its size, then scrolls. */
const SMALLEST = 0.88;

const round = (value: number): number => Number(value.toFixed(1));

/**
 * Verdicts of one length as a picture: boxes with the ids of policies in rows, an arrow from a better to a worse one,
 * none where another way leads there too. Boxes that nothing is better than have a thick edge. Colours are the page's.
 * @throws INVALID_INPUT when arrows lead in a circle
 */
export function verdictGraph({ boxes, arrows }: GraphBoxes, options: VerdictGraphOptions): SafeHtml {
  const { id, title, description } = options;
  const names = boxes.map((box) => box.map((policy) => shortenMiddle(policy, LONGEST_NAME)));
  const sizes = names.map((lines) => ({
    width: Math.ceil(Math.max(...lines.map(displayWidth)) * CHARACTER_PIXELS) + 2 * PADDING.x,
    height: lines.length * LINE_PIXELS + 2 * PADDING.y,
  }));
  const layout = layoutGraph(sizes, arrows, ROW_PIXELS);
  const beaten = new Set(arrows.map(([, worse]) => worse));
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  return html`<svg class="graph" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="min-width:${Math.floor(SMALLEST * width)}px" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>
${layout.arrows.map(
  ({ from, to, path }) => html`<path class="${options.isDashed(from, to) ? "arrow dashed" : "arrow"}" d="${path}"/>`,
)}
${layout.arrows.map(({ x, y }) => html`<path class="head" d="M${round(x - 4.5)},${round(y - 8)}h9L${round(x)},${round(y)}z"/>`)}
${layout.boxes.map(
  (box, index) =>
    html`<g><rect class="${beaten.has(index) ? "box" : "box top"}" x="${round(box.x)}" y="${round(box.y)}" width="${box.width}" height="${box.height}" rx="6"/>${names[
      index
    ]!.map(
      (name, line) =>
        html`<text x="${round(box.x + box.width / 2)}" y="${round(box.y + PADDING.y + (line + 0.5) * LINE_PIXELS + 4.3)}" text-anchor="middle">${name}</text>`,
    )}</g>
`,
)}</svg>`;
}
