import { type AreaMark, type AreaRow, areaRowsFigure } from "./area-rows-figure";
import { areasOverviewFigure } from "./areas-overview-figure";
import { assertReadableAreas, type ContentAreaShown, type ContentAreasReportInput } from "./content-areas-input";
import { areasTable, wholeTable } from "./content-areas-tables";
import { areasFinding, comparisonWith, gainVerdict, rareTogether, readingAid } from "./content-areas-words";
import { drawnAreas, drawsAll, leftOutWords, WITH_AUC, WITH_GAIN } from "./drawn-areas";
import { FIGURE_STYLE } from "./figure-style";
import { html, type SafeHtml } from "./html";
import { shapeKey } from "./mark-symbol";
import { formatCount, formatDifference, formatFixed, formatScore, plural } from "./numbers";
import { reportPage } from "./report-page";
import { roundDomain } from "./scale";
import { sentenceHtml } from "./sentence-html";
import { settingsList, versionList } from "./settings-list";
import { STYLESHEET } from "./stylesheet";

const QUESTION = "How well are answers foretold, content area by content area?";
function header(input: ContentAreasReportInput, title: string): SafeHtml {
  const { data, areas, compared } = input;
  return html`<header><p class="kicker">Content areas</p>
<h1>${title}</h1>
<div class="finding">${areasFinding(input).map((words) => html`<p>${sentenceHtml(words)}</p>`)}</div>
<p class="facts">${[
    data.title,
    plural(data.learners, "learner"),
    plural(data.items, "item"),
    plural(data.answers, "answer"),
    plural(areas.length, "content area"),
  ]
    .filter((fact) => fact !== undefined)
    .map((fact) => html`<span>${fact}</span>`)}</p></header>
<nav aria-label="Contents"><a href="#reading">How to read this</a><a href="#frequency">AUC by frequency</a><a href="#f1">F1</a>${compared.length === 0 ? undefined : html`<a href="#gain">Gain</a>`}<a href="#numbers">Numbers</a><a href="#settings">Settings</a></nav>
`;
}

function readingSection(input: ContentAreasReportInput): SafeHtml {
  return html`<section id="reading"><h2>How to read this</h2>
<dl class="aid">
${readingAid(input).map(
  ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`,
)}</dl></section>
`;
}

/** Every area as a point, however many there are. */
function overview({ areas, model }: ContentAreasReportInput): SafeHtml {
  const without = areas.filter(({ auc }) => auc === undefined).length;
  const missing =
    without === 0
      ? undefined
      : ` ${without === 1 ? "One area has" : `${formatCount(without)} areas have`} no AUC, all answers being right or all wrong, and ${without === 1 ? "is" : "are"} not drawn here.`;
  return html`<figure><figcaption>Every area, ${model}</figcaption>${areasOverviewFigure(areas)}<p>A mark is an area. Marks on the left rest on few answers: they scatter by luck alone.${missing}</p></figure>
`;
}

/** Which mark is which model. */
function modelKeys(models: readonly string[], firstSeries = 0): SafeHtml {
  const keys = models.map((model, k) => shapeKey(model, firstSeries + k, `point s${firstSeries + k}`));
  return html`<p class="keys">${keys}</p>`;
}

const MEASURES = { auc: "AUC", f1: "F1" } as const;

/** AUC or F1 of every model in one area. */
function measureMarks(input: ContentAreasReportInput, area: ContentAreaShown, measure: "auc" | "f1"): AreaMark[] {
  return [input.model, ...input.compared.map(({ model }) => model)].map((model, series) => {
    const value = (series === 0 ? area : comparisonWith(area, model))?.[measure];
    if (value === undefined) return { series, title: "no AUC: too few answers" };
    return { series, value, title: `${area.area}: ${MEASURES[measure]} of ${model} ${formatScore(value)}` };
  });
}

/** The same axis for the areas of both ends. */
function domainOf(rows: readonly AreaRow[], values: readonly number[], limits: readonly [number, number]) {
  const all = rows.flatMap(({ marks }) =>
    marks.flatMap(({ value, interval = [] }) => [value ?? [], ...interval].flat()),
  );
  return roundDomain(Math.min(...values, ...all), Math.max(...values, ...all), limits);
}

function describeRows(rows: readonly AreaRow[]): string {
  return rows
    .map(
      ({ area, answers, marks }) =>
        `${area}, ${plural(answers, "answer")}: ${marks.map(({ title }) => title).join("; ")}.`,
    )
    .join(" ");
}

function measureSection(input: ContentAreasReportInput, measure: "auc" | "f1"): SafeHtml {
  const { areas, model, compared } = input;
  const ends = drawnAreas(areas, WITH_AUC).map((end) => ({
    ...end,
    rows: end.areas.map(({ area, answers }, k) => ({
      area,
      answers,
      marks: measureMarks(input, end.areas[k]!, measure),
    })),
  }));
  const auc = measure === "auc";
  const domain = domainOf(
    ends.flatMap(({ rows }) => rows),
    auc ? [0.5, 0.6] : [0.9, 1],
    [0, 1],
  );
  const figures = ends.map(
    ({ id, name, rows }) =>
      html`<figure><figcaption>${ends.length === 1 ? "All areas" : name}</figcaption>${areaRowsFigure({
        id: `${measure}-${id}`,
        title: `${MEASURES[measure]} of content areas: ${name.toLowerCase()}`,
        description: describeRows(rows),
        axis: MEASURES[measure],
        rows,
        domain,
        formatTick: (tick, digits) => formatFixed(tick, Math.max(2, digits)),
        ...(auc ? { reference: { value: 0.5, name: "a coin toss" } } : {}),
        layout: "overlaid",
        mostAnswers: areas[0]!.answers,
      })}</figure>
`,
  );
  return html`<section id="${auc ? "frequency" : "f1"}"><h2>${MEASURES[measure]}, the most answered area first</h2>
<p class="how">${auc ? "The dashed line is a coin toss. " : "Higher where most answers are right; compare the models within an area. "}Bars on the right and the figures above them are held-out answers. ${leftOutWords(areas, WITH_AUC)}</p>${modelKeys([model, ...compared.map((other) => other.model)])}
<div class="${auc ? "panels" : "panels pair"}">
${auc ? overview(input) : undefined}${figures}</div></section>
`;
}

function gainMarks({ compared }: ContentAreasReportInput, area: ContentAreaShown): AreaMark[] {
  return compared.map(({ model }, k) => {
    const comparison = comparisonWith(area, model);
    const gain = comparison?.aucGain;
    const verdict = gainVerdict(comparison);
    if (gain === undefined) return { series: k + 1, verdict, title: `too few answers to say against ${model}` };
    return {
      series: k + 1,
      value: gain.mean,
      interval: [gain.low, gain.high] as const,
      verdict,
      title: `${area.area}: ${formatDifference(gain.mean)} over ${model} (${formatDifference(gain.low)} to ${formatDifference(gain.high)}), ${verdict}`,
    };
  });
}

function gainSection(input: ContentAreasReportInput): SafeHtml {
  const { areas, model, compared } = input;
  if (compared.length === 0) return html``;
  const together = rareTogether(input);
  // Rare areas first: they are what more factors and covariates are for.
  const ends = drawnAreas(areas, WITH_GAIN)
    .map((end) => ({
      ...end,
      rows: [...(end.id === "rare" && together !== undefined ? [together] : []), ...end.areas].map((area) => ({
        area: area.area,
        answers: area.answers,
        marks: gainMarks(input, area),
      })),
    }))
    .toReversed();
  const figures = ends.map(
    ({ id, name, rows }) =>
      html`<figure><figcaption>${ends.length === 1 ? "All areas" : name}</figcaption>${areaRowsFigure({
        id: `gain-${id}`,
        title: `AUC gain of ${model}: ${name.toLowerCase()} areas`,
        description: describeRows(rows),
        axis: "AUC gain",
        rows,
        // An axis of its own: on one as wide as the intervals of rare areas need, those of the others would be points.
        domain: domainOf(rows, [-0.02, 0.02], [-1, 1]),
        formatTick: (tick, digits) => formatFixed(tick, Math.max(2, digits)),
        reference: { value: 0, name: "no difference" },
        layout: "stacked",
        mostAnswers: areas[0]!.answers,
      })}</figure>
`,
  );
  return html`<section id="gain"><h2>What ${model} gains, above all on rare areas</h2>
<p class="how">AUC of ${model} less that of ${compared.length === 1 ? compared[0]!.model : "each other model"}, with its 95\u00a0% interval; the dashed line is no difference. Each picture has an axis of its own. ${leftOutWords(areas, WITH_GAIN)}</p>${modelKeys(
    compared.map((other) => `over ${other.model}`),
    1,
  )}
<div class="panels pair">
${figures}</div></section>
`;
}

function numbersSection(input: ContentAreasReportInput): SafeHtml {
  const { areas } = input;
  const table = areasTable(input);
  return html`<section id="numbers"><h2>The numbers</h2>
<h3>All held-out answers</h3>${wholeTable(input)}
<h3>By content area</h3>${!drawsAll(areas) ? html`<details><summary>All ${formatCount(areas.length)} content areas</summary>${table}</details>` : table}</section>
`;
}

function settingsSection({ command, seed, data, protocol, backend, versions }: ContentAreasReportInput): SafeHtml {
  return html`<section id="settings"><h2>Settings</h2>
${settingsList([
  ["Command", html`<code class="command">${command}</code>`],
  ["Seed", seed],
  ["Data", data.title],
  ["Held out", protocol],
  ["Data fingerprint", html`<code>${data.fingerprint}</code>`],
  ["Backend", backend && `${backend.name} (${backend.reason})`],
  ["Versions", versionList(versions)],
])}</section>
`;
}

/**
 * How a model foretells held-out answers content area by content area, as one self-contained HTML page: AUC and F1 in order of
 * frequency, the gain over other models with its intervals, and a table of everything. Of many areas both ends are drawn and all
 * are in the table. Everything from the input is escaped; equal inputs give equal bytes. O(areas * models).
 * @throws INVALID_INPUT when areas are not in order of frequency, or figures are not what they are called
 */
export function renderContentAreasReport(input: ContentAreasReportInput): string {
  assertReadableAreas("renderContentAreasReport", input);
  const title = input.title ?? QUESTION;
  return reportPage({
    title,
    style: STYLESHEET + FIGURE_STYLE,
    body: html`${header(input, title)}${readingSection(input)}${measureSection(input, "auc")}${measureSection(input, "f1")}${gainSection(input)}${numbersSection(input)}${settingsSection(input)}`,
  });
}
