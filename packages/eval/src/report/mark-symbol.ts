import { html, type SafeHtml } from "./html";
import { px } from "./svg-figure";

/** Second channel beside colour: the shape of a mark. */
export const MARK_SHAPES = ["circle", "square", "triangle", "diamond"] as const;

export type MarkShape = (typeof MARK_SHAPES)[number];

export interface MarkOptions {
  readonly shape: MarkShape;
  readonly x: number;
  readonly y: number;
  /** Half the size of a circle; the other shapes have about its area. */
  readonly radius: number;
  /** Classes that colour it. */
  readonly className: string;
  /** Shown where the pointer rests. */
  readonly title?: string;
}

/** Outlines around the origin in units of the radius, of about a circle's area. */
const OUTLINES: Readonly<Record<Exclude<MarkShape, "circle">, readonly (readonly [number, number])[]>> = {
  square: [
    [-0.89, -0.89],
    [0.89, -0.89],
    [0.89, 0.89],
    [-0.89, 0.89],
  ],
  triangle: [
    [0, -1.45],
    [1.3, 0.8],
    [-1.3, 0.8],
  ],
  diamond: [
    [0, -1.35],
    [1.2, 0],
    [0, 1.35],
    [-1.2, 0],
  ],
};

/** One point of a drawing. */
export function markSymbol({ shape, x, y, radius, className, title }: MarkOptions): SafeHtml {
  const tip = title === undefined ? undefined : html`<title>${title}</title>`;
  if (shape === "circle")
    return html`<circle class="${className}" cx="${px(x)}" cy="${px(y)}" r="${px(radius)}">${tip}</circle>`;
  const path = OUTLINES[shape].map(([dx, dy]) => `${px(x + dx * radius)} ${px(y + dy * radius)}`).join("L");
  return html`<path class="${className}" d="M${path}Z">${tip}</path>`;
}

/** A shape with what it stands for, to put above a drawing. */
export function shapeKey(meaning: string, index: number, className: string): SafeHtml {
  const shape = MARK_SHAPES[index % MARK_SHAPES.length]!;
  return html`<span><svg class="key" viewBox="0 0 12 12" aria-hidden="true">${markSymbol({ shape, x: 6, y: 6, radius: 4, className })}</svg>${meaning}</span>`;
}
