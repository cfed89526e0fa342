import { designFigure, designWords, itemRuns } from "./design-figure";
import { FIGURE_STYLE } from "./figure-style";
import { type HtmlPart, html, type SafeHtml } from "./html";
import { shapeKey } from "./mark-symbol";
import { formatFixed, plural } from "./numbers";
import { reportPage } from "./report-page";
import {
  assertReadableRetrieval,
  RETRIEVAL_MEASURES,
  type RetrievalEstimatorShown,
  type RetrievalReportInput,
} from "./retrieval-input";
import { type EstimatorSummary, summariseEstimators } from "./retrieval-summary";
import { itemTable, outcomeTable, summaryTable } from "./retrieval-tables";
import { coverageSentence, MEASURE_NAMES, reachWords, retrievalFinding } from "./retrieval-words";
import { outsideWords, type ScatterPoint, scatterFigure, scatterReach } from "./scatter-figure";
import { sentenceHtml } from "./sentence-html";
import { settingsList, versionList } from "./settings-list";
import { spreadFigure } from "./spread-figure";
import { STYLESHEET } from "./stylesheet";

const QUESTION = "How close do difficulties estimated from answers come to the true ones?";

interface Context {
  readonly input: RetrievalReportInput;
  readonly summaries: readonly EstimatorSummary[];
}

function header({ input, summaries }: Context, title: string): SafeHtml {
  const { outcomes } = input.estimators[0]!;
  return html`<header><p class="kicker">Parameter retrieval</p>
<h1>${title}</h1>
<div class="finding">${retrievalFinding(summaries).map((words) => html`<p>${sentenceHtml(words)}</p>`)}</div>
<p class="facts"><span>design: ${input.design.name}</span><span>${plural(outcomes.length, "made log")}</span><span>${plural(outcomes[0]!.truth.length, "item")} each</span><span>intervals in brackets: 95\u00a0%, over the logs</span></p></header>
<nav aria-label="Contents"><a href="#design">Design</a><a href="#scatter">One log</a><a href="#spread">All logs</a>${hasCoverage(summaries) ? html`<a href="#coverage">Coverage</a>` : undefined}<a href="#numbers">Numbers</a><a href="#settings">Settings</a></nav>
`;
}

const hasCoverage = (summaries: readonly EstimatorSummary[]): boolean =>
  summaries.some(({ coverage90 }) => coverage90 !== undefined);

function designSection({ design, notes = [] }: RetrievalReportInput): SafeHtml {
  return html`<section id="design"><h2>Who answers what</h2>
<div class="beside"><div><p class="how">A bar is a learner, over the items it answers. ${designWords(design.groups)}</p>${notes.map((note) => html`<p class="how">${note}</p>`)}</div>
<figure>${designFigure(design.groups)}</figure></div></section>
`;
}

/** Item index to kind: items that all groups answer first, then those of other sets of groups. */
function itemKinds(groups: RetrievalReportInput["design"]["groups"]): {
  readonly kinds: readonly string[];
  readonly kindOf: readonly number[];
} {
  const keys = [groups.map((_, g) => g).join()];
  const kindOf = itemRuns(groups).flatMap((run) => {
    const key = run.groups.join();
    if (!keys.includes(key)) keys.push(key);
    return Array.from({ length: run.items }, () => keys.indexOf(key));
  });
  const names = keys.map((key, index) => {
    if (index === 0) return groups.length === 1 ? "answered by all" : "answered by all groups";
    const own = key
      .split(",")
      .filter((g) => g !== "")
      .map((g) => Number(g) + 1);
    if (own.length === 0) return "answered by nobody";
    return `answered by group ${own.join(" and ")} only`;
  });
  return { kinds: names, kindOf };
}

/** The items of the first log as one estimator sees them. */
function pointsOf({ outcomes }: RetrievalEstimatorShown, kindOf: readonly number[]): ScatterPoint[] {
  const { truth, estimate } = outcomes[0]!;
  return Array.from(truth, (value, i) => ({
    name: `item ${i + 1}`,
    truth: value,
    estimate: estimate.difficulty[i]!,
    ...(estimate.scale === undefined ? {} : { scale: estimate.scale[i]! }),
    kind: kindOf[i]!,
  }));
}

function scatterSection({ estimators, design }: RetrievalReportInput): SafeHtml {
  const { kinds, kindOf } = itemKinds(design.groups);
  const panels = estimators.map((estimator) => ({ estimator, points: pointsOf(estimator, kindOf) }));
  const reach = scatterReach(panels.flatMap(({ points }) => points));
  const { seed } = estimators[0]!.outcomes[0]!;
  const withIntervals = panels.some(({ points }) => points.some(({ scale }) => scale !== undefined));
  const figures = panels.map(({ estimator, points }, series) => {
    const outside = outsideWords(points, reach);
    const figure = scatterFigure({ id: `scatter-${series}`, title: estimator.name, points, reach, series });
    return html`<figure><figcaption>${estimator.name}</figcaption>${figure}<p>${estimator.about}</p><p>${outside ?? "All estimates lie inside the frame."}</p></figure>
`;
  });
  const keys = kinds.map((kind, k) => shapeKey(kind, k, "point"));
  return html`<section id="scatter"><h2>One log: true against estimated</h2>
<p class="how">The first of the logs, of seed ${seed}; the others are counted in the next section. A mark is an item; on the dashed line the estimate is the truth.${withIntervals ? " Vertical bars are 90\u00a0% intervals of estimators that have them." : undefined} All pictures have the same axes.</p>${kinds.length > 1 ? html`<p class="keys">${keys}</p>` : undefined}
<div class="panels">
${figures}</div></section>
`;
}

function spreadSection({ input: { published }, summaries }: Context): SafeHtml {
  const figures = RETRIEVAL_MEASURES.map((measure) => {
    const rows = summaries.map((summary, series) => {
      const { name, outcomes } = summary.estimator;
      const { value, low, high } = summary[measure];
      const draws = (published?.draws ?? []).filter(({ estimator }) => estimator === name);
      return {
        name,
        series,
        values: outcomes.map((outcome) => outcome[measure]),
        titles: outcomes.map((outcome) => `seed ${outcome.seed}: ${formatFixed(outcome[measure], 3)}`),
        mean: value,
        low,
        high,
        published: draws.map((draw) => draw[measure]),
      };
    });
    const figure = spreadFigure({
      id: `spread-${measure}`,
      title: `${MEASURE_NAMES[measure]} correlation of true and estimated difficulties`,
      axis: `${MEASURE_NAMES[measure]} correlation`,
      rows,
      limits: [-1, 1],
      format: (correlation) => formatFixed(correlation, 3),
      formatTick: (tick, digits) => formatFixed(tick, Math.max(2, digits)),
      formatDraw: (correlation) => formatFixed(correlation, 2),
    });
    return html`<figure><figcaption>${MEASURE_NAMES[measure]}</figcaption>${figure}</figure>
`;
  });
  const draws = (published?.draws ?? []).map((draw) => {
    const { estimator } = summaries.find(({ estimator: { name } }) => name === draw.estimator)!;
    const reached = RETRIEVAL_MEASURES.map((measure) => reachWords(estimator, measure, draw[measure]));
    return html`<li>${draw.by}, beside <strong>${estimator.name}</strong>. ${reached.join("; ")}.</li>`;
  });
  return html`<section id="spread"><h2>All logs: correlation with the truth</h2>
<p class="how">A mark is a log; the bar below is the mean of the logs with its 95\u00a0% interval. Pearson asks for a straight line and pays for a single estimate that explodes; Kendall and Spearman ask for the order only. Each picture has an axis of its own.</p>
<div class="panels">
${figures}</div>${
    published === undefined
      ? undefined
      : html`<p class="how">Diamonds are published figures, each of one single draw, so they have no interval: ${published.citation}. Their law of the discriminations and their overlap are not known, so read them beside the spread of single logs, not beside the means.</p><ul>${draws}</ul>`
  }</section>
`;
}

function coverageSection({ summaries }: Context): SafeHtml {
  const covering = summaries.flatMap((summary, series) =>
    summary.coverage90 === undefined ? [] : [{ summary, interval: summary.coverage90, series }],
  );
  if (covering.length === 0) return html``;
  const without = summaries.filter(({ coverage90 }) => coverage90 === undefined);
  const percent = (share: number): string => `${formatFixed(100 * share, 1)}\u00a0%`;
  const figure = spreadFigure({
    id: "coverage-figure",
    title: "Share of true difficulties within the 90\u00a0% intervals",
    axis: "true difficulties within the interval",
    rows: covering.map(({ summary: { estimator }, interval: { value, low, high }, series }) => {
      const outcomes = estimator.outcomes.filter(({ coverage90 }) => coverage90 !== undefined);
      return {
        name: estimator.name,
        series,
        values: outcomes.map(({ coverage90 }) => coverage90!),
        titles: outcomes.map(({ seed, coverage90 }) => `seed ${seed}: ${percent(coverage90!)}`),
        mean: value,
        low,
        high,
      };
    }),
    limits: [0, 1],
    format: percent,
    formatTick: (tick, digits) => `${formatFixed(100 * tick, Math.max(0, digits - 2))}\u00a0%`,
    reference: { value: 0.9, name: "promised: 90\u00a0%" },
  });
  return html`<section id="coverage"><h2>Do 90\u00a0% intervals hold the truth nine times out of ten?</h2>
<div class="beside"><div>${covering.map(({ summary }) => html`<p class="how">${sentenceHtml(coverageSentence(summary))}</p>`)}<p class="how">A mark is a log: the share of its items whose true difficulty lies in the interval. The dashed line is the promise.${without.length === 0 ? undefined : ` ${without.map(({ estimator }) => estimator.name).join(" and ")}: no intervals.`}</p></div>
<figure>${figure}</figure></div></section>
`;
}

function numbersSection({ input, summaries }: Context): SafeHtml {
  return html`<section id="numbers"><h2>The numbers</h2>
${summaryTable(input, summaries)}
<details><summary>Every log</summary>${outcomeTable(input)}</details>
<details><summary>Every item of the log of seed ${input.estimators[0]!.outcomes[0]!.seed}</summary>${itemTable(input)}</details></section>
`;
}

function settingsSection({ input }: Context): SafeHtml {
  const seeds = input.estimators[0]!.outcomes.map(({ seed }) => seed);
  const rows: readonly (readonly [string, HtmlPart])[] = [
    ["Command", html`<code class="command">${input.command}</code>`],
    ["Seed", `${input.seed}; logs of seeds ${seeds[0]} to ${seeds.at(-1)}`],
    [
      "Estimators",
      input.estimators.map(
        ({ name, about }) => html`<div>${name}${about === undefined ? undefined : `: ${about}`}</div>`,
      ),
    ],
    ["Intervals", "95\u00a0%, Student’s t over the logs; differences are paired by log"],
    ["Published", input.published?.citation],
    ["Backend", input.backend === undefined ? undefined : `${input.backend.name} (${input.backend.reason})`],
    ["Versions", versionList(input.versions)],
  ];
  return html`<section id="settings"><h2>Settings</h2>
${settingsList(rows)}</section>
`;
}

/**
 * The parameter retrieval study as one self-contained HTML page with its figures: who answered what, truth against estimates of
 * the first log, and the correlations and the coverage of all logs. Everything from the input is escaped; equal inputs give
 * equal bytes. O(estimators * repeats * items).
 * @throws INVALID_INPUT when columns do not fit, or numbers that must be finite are not
 */
export function renderRetrievalReport(input: RetrievalReportInput): string {
  assertReadableRetrieval("renderRetrievalReport", input);
  const context = { input, summaries: summariseEstimators(input) };
  const title = input.title ?? QUESTION;
  return reportPage({
    title,
    style: STYLESHEET + FIGURE_STYLE,
    body: html`${header(context, title)}${designSection(input)}${scatterSection(input)}${spreadSection(context)}${coverageSection(context)}${numbersSection(context)}${settingsSection(context)}`,
  });
}
