import { type HtmlPart, html, type SafeHtml } from "./html";

export interface SvgFigureOptions {
  /** Unique on the page. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** What a screen reader says first. */
  readonly title: string;
  /** What the picture shows, in words. */
  readonly description: string;
}

/** A drawing in the page with a title and a description; it takes its colours from the page's style. */
export function svgFigure({ id, width, height, title, description }: SvgFigureOptions, marks: HtmlPart): SafeHtml {
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${marks}</svg>`;
}

/** A coordinate to a hundredth of a pixel. */
export function px(value: number): number {
  return Number(value.toFixed(2));
}
