import { conclusionsOf } from "./conclusions";
import { curvesSection } from "./curves-section";
import { graphSection } from "./graph-section";
import { html, type SafeHtml } from "./html";
import { matrixSection } from "./matrix-section";
import { glossarySection, settingsSection, simulatorsSection } from "./notes-sections";
import { countOf } from "./numbers";
import { createPageContext, type PageContext } from "./page-context";
import { qualitySection } from "./quality-section";
import type { RemReportInput } from "./report-input";
import { reportPage } from "./report-page";
import { sensitivitySection } from "./sensitivity-section";
import { sentenceHtml } from "./sentence-html";
import { STYLESHEET } from "./stylesheet";
import { truthSection } from "./truth-section";
import { verdictSection } from "./verdict-section";

function header({ input, result, finding }: PageContext, title: string): SafeHtml {
  const facts = [
    countOf(result.policies.length, "policy", "policies"),
    countOf(result.simulators.length, "simulator", "simulators"),
    `${result.learners} simulated learners`,
    result.repeats === 1 ? undefined : `${result.repeats} repeats`,
    input.createdAt,
  ].filter((fact) => fact !== undefined);
  return html`<header><p class="kicker">Robust Evaluation Matrix</p>
<h1>${title}</h1>
<div class="finding">${finding.map((words) => html`<p>${sentenceHtml(words)}</p>`)}</div>
<p class="facts">${facts.map((fact) => html`<span>${fact}</span>`)}</p></header>
`;
}

function contents({ input, result, quality }: PageContext): SafeHtml {
  const links = [
    ["conclusions", "What may I conclude?"],
    ["matrix", "Matrix"],
    ...(quality.size === 0 ? [] : [["quality", "Simulator quality"]]),
    ...(result.policies.length > 1
      ? [
          ["graph", "Graph"],
          ["verdicts", "Verdicts"],
        ]
      : []),
    ...((input.sensitivity?.alternatives.length ?? 0) === 0 ? [] : [["sensitivity", "Sensitivity"]]),
    ["curves", "Curves"],
    ...(input.truth === undefined ? [] : [["truth", "Truth"]]),
    ["simulators", "Simulators"],
    ["settings", "Settings"],
    ["glossary", "Glossary"],
  ];
  return html`<nav aria-label="Contents">${links.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
`;
}

function conclusionsSection(context: PageContext): SafeHtml {
  return html`<section id="conclusions"><h2>What may I conclude?</h2>
<div class="conclusions">${conclusionsOf(context).map(
    ({ title, sentences }) =>
      html`<div><h3>${title}</h3><ul>${sentences.map((words) => html`<li>${sentenceHtml(words)}</li>`)}</ul></div>
`,
  )}</div></section>
`;
}

function remarks({ input }: PageContext): SafeHtml {
  if (input.notes === undefined || input.notes.length === 0) return html``;
  return html`<section id="notes"><h2>Notes</h2>${input.notes.map((note) => html`<p>${note}</p>`)}</section>
`;
}

/**
 * The Robust Evaluation Matrix as one self-contained HTML page: no scripts, no requests, readable in light, dark and
 * print. Everything from the input is escaped; equal inputs give equal bytes. O(lengths * policies^2 * simulators).
 * @throws INVALID_INPUT when the result names what it does not hold, or holds numbers that are not finite
 */
export function renderRemReport(input: RemReportInput): string {
  const context = createPageContext("renderRemReport", input);
  const title = input.title ?? "Which policy can be trusted?";
  return reportPage({
    title,
    style: STYLESHEET,
    body: html`${header(context, title)}${contents(context)}${conclusionsSection(context)}${matrixSection(context)}${qualitySection(context)}${graphSection(context)}${verdictSection(context)}${sensitivitySection(context)}${curvesSection(context)}${truthSection(context)}${simulatorsSection(context)}${remarks(context)}${settingsSection(context)}${glossarySection(context)}`,
  });
}
