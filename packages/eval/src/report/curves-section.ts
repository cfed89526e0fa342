import { curvePlot } from "./curve-plot";
import { itemCount } from "./finding";
import { html, type SafeHtml } from "./html";
import { intervalPlot } from "./interval-plot";
import { nameWithId } from "./matrix-section";
import type { PageContext } from "./page-context";
import type { CurvePoint } from "./report-input";

/** Lowest and highest end of an interval, with a little air. */
function scoreDomainOf(points: readonly CurvePoint[]): readonly [number, number] {
  const low = Math.min(...points.map((point) => point.low));
  const high = Math.max(...points.map((point) => point.high));
  const air = high > low ? (high - low) * 0.03 : 0.01;
  return [low - air, high + air];
}

/** One figure a simulator: scores over lengths, or means with intervals where there is one length. */
export function curvesSection(context: PageContext): SafeHtml {
  const { input, result, names, scoreName, blocks } = context;
  const points: readonly CurvePoint[] = input.curves ?? result.cells;
  if (points.length === 0) return html``;
  const scoreDomain = scoreDomainOf(points);
  const overLength = new Set(points.map(({ length }) => length)).size > 1;
  const figures = result.simulators.flatMap((simulator) => {
    const own = points.filter((point) => point.simulator === simulator);
    if (own.length === 0) return [];
    const shared = { policies: result.policies, scoreDomain, scoreName };
    const description = `${scoreName} of each policy under ${names.simulator(simulator)}`;
    const order = blocks[blocks.length - 1]!.standings.map(({ policy }) => policy);
    const picture = overLength
      ? curvePlot({ ...shared, points: own, lengths: result.lengths })
      : intervalPlot({
          ...shared,
          points: [...own].sort((a, b) => order.indexOf(a.policy) - order.indexOf(b.policy)),
        });
    return [
      html`<figure><figcaption>${nameWithId(names.simulator(simulator), simulator)}</figcaption><div class="scroll" tabindex="0" role="img" aria-label="${description}">${picture}</div></figure>
`,
    ];
  });
  return html`<section id="curves"><h2>${overLength ? "Learning curves" : "Means and intervals"}</h2>
<p class="how">${
    overLength
      ? "How the mean score grows with the number of items practised, one picture a simulator, all with the same vertical axis. Bands are 95\u00a0% intervals."
      : `The matrix after ${itemCount(result.lengths[0]!)} as a picture: dots are means, bars 95\u00a0% intervals, one picture a simulator, all with the same axis.`
  } Intervals of two policies may overlap although their paired difference is clear of zero, because both met the same learners.</p>
<div class="figures">
${figures}</div></section>
`;
}
