import * as Plot from "@observablehq/plot";
import { drawingDocument, drawingMarkup, shortenMiddle } from "./curve-plot";
import type { SafeHtml } from "./html";
import type { CurvePoint } from "./report-input";
import { seriesStyle } from "./series-colours";

const WIDTH = 600;
const ROW_PIXELS = 24;
const LABEL_CHARACTERS = 26;

export interface IntervalPlotOptions {
  readonly policies: readonly string[];
  /** One point a policy, best first. */
  readonly points: readonly CurvePoint[];
  readonly scoreDomain: readonly [number, number];
  readonly scoreName: string;
}

/** Mean and interval of each policy as a dot on a bar; what a learning curve is when there is one length only. */
export function intervalPlot({ policies, points, scoreDomain, scoreName }: IntervalPlotOptions): SafeHtml {
  const drawing = Plot.plot({
    document: drawingDocument(),
    width: WIDTH,
    height: 64 + ROW_PIXELS * points.length,
    className: "chart",
    style: { background: "none", fontSize: "12px" },
    marginLeft: 204,
    marginRight: 18,
    marginBottom: 40,
    x: {
      domain: [...scoreDomain],
      label: `mean ${scoreName}`,
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ticks: 6,
    },
    y: {
      domain: points.map(({ policy }) => policy),
      label: null,
      tickSize: 0,
      tickFormat: (policy: string) => shortenMiddle(policy, LABEL_CHARACTERS),
    },
    marks: points.flatMap((point) => {
      const { colour, symbol } = seriesStyle(policies.indexOf(point.policy));
      return [
        Plot.ruleY([point], { y: "policy", x1: "low", x2: "high", stroke: colour, strokeWidth: 2 }),
        Plot.dot([point], { y: "policy", x: "mean", symbol, fill: colour, r: 4 }),
      ];
    }),
  });
  return drawingMarkup(drawing);
}
