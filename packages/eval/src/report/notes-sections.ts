import { type HtmlPart, html, type SafeHtml } from "./html";
import { nameWithId } from "./matrix-section";
import { formatScore, formatShare } from "./numbers";
import type { PageContext } from "./page-context";
import type { PolicyNote } from "./report-input";
import { settingsList, versionList } from "./settings-list";

/** Notes of the ids in the result, in its order; ids without a note stand for themselves. */
function notesOf<Note extends PolicyNote>(ids: readonly string[], notes: readonly Note[]): (Note | PolicyNote)[] {
  return ids.map((id) => notes.find((note) => note.id === id) ?? { id, title: id, citation: "" });
}

/** The simulators with their sources and, where given, how well the model behind each fits. */
export function simulatorsSection({ input, result, names, quality }: PageContext): SafeHtml {
  const notes = result.simulators.map((id) => input.simulators.find((note) => note.id === id));
  const sourced = notes.some((note) => note !== undefined && note.citation !== "");
  // Where simulators were held against real learners, that section has these figures with their intervals.
  const figures = quality.size > 0 ? [] : [...new Set(notes.flatMap((note) => Object.keys(note?.quality ?? {})))];
  return html`<section id="simulators"><h2>The simulators</h2>
<p class="how">A verdict is worth as much as the simulators are unlike each other and like real learners.${figures.length === 0 ? undefined : " The figures say how well the model behind each one fits answers it was checked on."}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Simulators"><table class="plain"><thead><tr><th scope="col">Simulator</th>${figures.map((figure) => html`<th scope="col">${figure}</th>`)}${sourced ? html`<th scope="col">Source</th>` : undefined}</tr></thead><tbody>
${result.simulators.map((id, index) => {
  const note = notes[index];
  return html`<tr><th scope="row">${nameWithId(names.simulator(id), id)}</th>${figures.map((figure) => {
    const value = note?.quality?.[figure];
    return html`<td class="number">${value === undefined ? "–" : formatScore(value)}</td>`;
  })}${sourced ? html`<td>${note?.citation}</td>` : undefined}</tr>
`;
})}</tbody></table></div></section>
`;
}

/** Everything needed to make the matrix again. */
export function settingsSection({ input, result }: PageContext): SafeHtml {
  const { rewardModel } = result;
  const rows: readonly (readonly [string, HtmlPart])[] = [
    ["Command", input.command === undefined ? undefined : html`<code class="command">${input.command}</code>`],
    [
      "Learners",
      `${result.learners}, each played ${result.repeats === 1 ? "once" : `${result.repeats} times`} in every cell`,
    ],
    ["Lengths", `${result.lengths.join(", ")} items`],
    ["Seed", result.seed],
    [
      "Verdicts",
      result.correction.comparisons === 0
        ? undefined
        : `corrected for ${result.correction.comparisons} comparisons by Holm’s method, at a level of ${formatShare(result.correction.level, 1)} for all together`,
    ],
    [
      "Intervals",
      input.intervals ??
        "95\u00a0%, Student’s t over learners, repeats averaged per learner first; differences are paired by learner; not corrected for the number of pairs",
    ],
    [
      "Reward model",
      html`${rewardModel.id}${rewardModel.r2 === undefined ? undefined : `, R² ${formatScore(rewardModel.r2)}`}, inputs: ${rewardModel.inputs.length > 0 ? rewardModel.inputs.join(", ") : "none"}`,
    ],
    [
      "Other reward models",
      result.otherRewardModels
        ?.map(({ id, tracer }) => (tracer === undefined ? id : `${id} (reads ${tracer})`))
        .join(", "),
    ],
    ["Data fingerprint", input.dataFingerprint === undefined ? undefined : html`<code>${input.dataFingerprint}</code>`],
    ["Backend", input.backend === undefined ? undefined : `${input.backend.name} (${input.backend.reason})`],
    ["Versions", versionList(input.versions)],
    ["Made", input.createdAt],
  ];
  return html`<section id="settings"><h2>Settings</h2>
${settingsList(rows)}</section>
`;
}

/** Policies and simulators with ids, titles and sources. */
export function glossarySection({ input, result }: PageContext): SafeHtml {
  const list = (
    title: string,
    notes: readonly PolicyNote[],
  ): SafeHtml => html`<div><h3>${title}</h3><dl class="glossary">
${notes.map(
  ({
    id,
    title: name,
    citation,
  }) => html`<div><dt>${nameWithId(name, id)}</dt><dd class="citation">${citation}</dd></div>
`,
)}</dl></div>
`;
  return html`<section id="glossary"><h2>Glossary</h2>
<div class="glossaries">${list("Policies: who decides what comes next", notesOf(result.policies, input.policies))}${list("Simulators: who plays the learner", notesOf(result.simulators, input.simulators))}</div></section>
`;
}
