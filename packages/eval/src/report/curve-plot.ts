import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { replaceForbidden, SafeHtml } from "./html";
import type { CurvePoint } from "./report-input";
import { seriesStyle } from "./series-colours";

const WIDTH = 600;
const MARGIN = { top: 24, right: 214, bottom: 40, left: 48 };
const LABEL_PIXELS = 15;
const LABEL_CHARACTERS = 25;
/** Points closer than this many to a curve are drawn as dots; denser curves show their line only. */
const DOTTED_POINTS = 12;
/** From here on bands are drawn fainter, because they pile up. */
const MANY_SERIES = 5;

export interface CurvePlotOptions {
  /** All policies of the report in its order, which fixes their colours; `[policies]`. */
  readonly policies: readonly string[];
  /** Points of one simulator. */
  readonly points: readonly CurvePoint[];
  /** Shared by all panels so that they can be compared by eye. */
  readonly scoreDomain: readonly [number, number];
  readonly lengths: readonly number[];
  readonly scoreName: string;
}

/** A document that Plot can draw into without a browser. */
export function drawingDocument(): Document {
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}

/** The drawing as markup; coordinates are rounded to a hundredth of a pixel, which halves the file. */
export function drawingMarkup(drawing: Element): SafeHtml {
  for (const element of Array.from(drawing.querySelectorAll("*"))) {
    for (const name of ["d", "transform", "x1", "x2", "y1", "y2", "x", "y", "cx", "cy"]) {
      const value = element.getAttribute(name);
      if (value !== null)
        element.setAttribute(
          name,
          value.replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2)))),
        );
    }
  }
  return new SafeHtml(replaceForbidden(drawing.outerHTML));
}

/** Cuts a long id in the middle, where ids of one family agree. */
export function shortenMiddle(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (limit - 1 - head)).join("")}`;
}

/**
 * Moves label heights apart, in their order, until neighbours are `gap` pixels from each other, and keeps them centred
 * on where they belong. Input and output from the top down `[n]`. O(n^2) at worst.
 */
export function spreadLabels(heights: readonly number[], gap: number, lowest: number): number[] {
  const groups = heights.map((height) => ({ sum: height, count: 1 }));
  const top = (group: { sum: number; count: number }): number => {
    const half = ((group.count - 1) * gap) / 2;
    return Math.min(Math.max(group.sum / group.count - half, 0), Math.max(0, lowest - 2 * half));
  };
  for (let i = 1; i < groups.length; ) {
    const above = groups[i - 1]!;
    const below = groups[i]!;
    if (top(below) - (top(above) + (above.count - 1) * gap) >= gap) {
      i++;
      continue;
    }
    groups.splice(i - 1, 2, { sum: above.sum + below.sum, count: above.count + below.count });
    i = Math.max(1, i - 1);
  }
  return groups.flatMap((group) => Array.from({ length: group.count }, (_, k) => top(group) + k * gap));
}

/**
 * Mean score over length under one simulator: a line with its interval band for each policy, labelled at its end.
 * Colours are the CSS variables `--series-0…`, text is `currentColor`, so the page decides on light and dark.
 */
export function curvePlot(options: CurvePlotOptions): SafeHtml {
  const { policies, points, scoreDomain, lengths, scoreName } = options;
  const drawn = policies.filter((policy) => points.some((point) => point.policy === policy));
  const height = Math.max(340, MARGIN.top + MARGIN.bottom + drawn.length * LABEL_PIXELS);
  const plotHeight = height - MARGIN.top - MARGIN.bottom;
  const [low, high] = scoreDomain;
  const toPixels = (score: number): number => ((high - score) / (high - low)) * plotHeight;
  const toScore = (pixels: number): number => high - (pixels / plotHeight) * (high - low);

  const series = drawn.map((policy) => ({
    policy,
    style: seriesStyle(policies.indexOf(policy)),
    points: points.filter((point) => point.policy === policy).sort((a, b) => a.length - b.length),
  }));
  const ends = series
    .map(({ policy, points: line, style }) => ({ policy, style, last: line[line.length - 1]! }))
    .sort((a, b) => b.last.mean - a.last.mean);
  const heights = spreadLabels(
    ends.map(({ last }) => toPixels(last.mean)),
    LABEL_PIXELS,
    plotHeight,
  );
  const labels = ends.map(({ policy, style, last }, index) => ({
    text: shortenMiddle(policy, LABEL_CHARACTERS),
    policy,
    style,
    length: last.length,
    mean: last.mean,
    at: toScore(heights[index]!),
  }));
  const right = Math.max(...points.map((point) => point.length));
  const left = Math.min(...points.map((point) => point.length));
  const span = right - left || 1;
  const labelAt = right + (span * 14) / (WIDTH - MARGIN.left - MARGIN.right);

  const drawing = Plot.plot({
    document: drawingDocument(),
    width: WIDTH,
    height,
    className: "chart",
    style: { background: "none", fontSize: "12px" },
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: {
      domain: [left, right],
      label: "items practised",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: [...lengths],
      tickFormat: String,
    },
    y: { domain: [low, high], label: `mean ${scoreName}`, labelArrow: "none", grid: true, ticks: 6 },
    marks: [
      ...series.map(({ points: line, style }) =>
        Plot.areaY(line, {
          x: "length",
          y1: "low",
          y2: "high",
          fill: style.colour,
          fillOpacity: series.length > MANY_SERIES ? 0.08 : 0.14,
        }),
      ),
      ...series.map(({ points: line, style }) =>
        Plot.lineY(line, {
          x: "length",
          y: "mean",
          stroke: style.colour,
          strokeWidth: 1.8,
          ...(style.dash === "none" ? {} : { strokeDasharray: style.dash }),
        }),
      ),
      ...series.map(({ points: line, style }) =>
        Plot.dot(line.length <= DOTTED_POINTS ? line : line.slice(-1), {
          x: "length",
          y: "mean",
          symbol: style.symbol,
          fill: style.colour,
          r: 3.2,
        }),
      ),
      ...labels.map((label) =>
        Plot.link([label], {
          x1: "length",
          y1: "mean",
          x2: labelAt,
          y2: "at",
          stroke: label.style.colour,
          strokeOpacity: 0.7,
        }),
      ),
      ...labels.map((label) =>
        Plot.dot([label], { x: labelAt, y: "at", dx: 5, symbol: label.style.symbol, fill: label.style.colour, r: 3.2 }),
      ),
      Plot.text(labels, {
        x: labelAt,
        y: "at",
        text: "text",
        title: "policy",
        textAnchor: "start",
        dx: 13,
        fill: "currentColor",
        fontSize: 12,
      }),
    ],
  });
  return drawingMarkup(drawing);
}
