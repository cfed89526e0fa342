import { itemCount, underSimulators } from "./finding";
import { type GraphBoxes, graphBoxes } from "./graph-boxes";
import { html, type SafeHtml } from "./html";
import type { PageContext } from "./page-context";
import { rankingAt, rankingSentence } from "./ranking-words";
import { nameList, plainText, type Sentence, sentence } from "./sentence";
import { sentenceHtml } from "./sentence-html";
import type { LengthStandings } from "./standings";
import { verdictGraph } from "./verdict-graph";

/** Policies by their ids, as in the boxes, where titles would not fit. */
function byId(context: PageContext): PageContext {
  return { ...context, names: { ...context.names, policy: (id) => id } };
}

/** One sentence a box, best boxes first: over whom its policies are better. */
function boxSentences({ names }: PageContext, block: LengthStandings, { boxes, alone }: GraphBoxes): Sentence[] {
  const called = (policies: readonly string[]): Sentence => nameList(policies.map(names.policy), policies.length);
  const sentences = boxes.flatMap((box): Sentence[] => {
    const { better } = block.standings.find(({ policy }) => policy === box[0])!;
    return better.length === 0 ? [] : [sentence(...called(box), ": better than ", ...called(better), ".")];
  });
  if (alone.length > 0) {
    const other = alone.length === 1 ? "any other policy" : "each other or any other policy";
    sentences.push(sentence(...called(alone), `: not told apart from ${other}.`));
  }
  return sentences;
}

function untoldPairs(context: PageContext, block: LengthStandings): SafeHtml | undefined {
  const { untold } = rankingAt(context, block.length);
  if (block.decided === 0 || untold.length === 0) return undefined;
  const { names } = context;
  return html`<details><summary>${untold.length === 1 ? "The undecided pair" : `The ${untold.length} undecided pairs`} in the way of a ranking</summary><ul>${untold.map(
    ([a, b]) => html`<li>${names.policy(a)} <span class="minus">and</span> ${names.policy(b)}</li>`,
  )}</ul></details>`;
}

function figure(context: PageContext, block: LengthStandings): SafeHtml {
  const ranking = rankingAt(context, block.length);
  const graph = graphBoxes(
    block.standings.map(({ policy }) => policy),
    ranking.edges,
  );
  const caption = html`<figcaption>After ${itemCount(block.length)}</figcaption><p>${sentenceHtml(rankingSentence(context, block, "The verdicts"))}</p>`;
  if (graph.boxes.length === 0)
    return html`<figure>${caption}</figure>
`;
  const sentences = boxSentences(context, block, graph);
  const title = `Verdict graph after ${itemCount(block.length)}`;
  return html`<figure>${caption}<div class="scroll" tabindex="0" role="region" aria-label="${title}">${verdictGraph(
    graph,
    {
      id: `graph-${block.length}`,
      title,
      description: sentences.map(plainText).join(" "),
      isDashed: (better, worse) =>
        graph.boxes[better]!.some((a) =>
          graph.boxes[worse]!.some((b) => (block.compare(a, b)?.unshared ?? []).length > 0),
        ),
    },
  )}</div>${
    graph.alone.length === 0 ? undefined : html`<p class="alone">${sentenceHtml(sentences.at(-1)!)}</p>`
  }<details><summary>The same in words</summary><ul>${sentences.map(
    (words) => html`<li>${sentenceHtml(words)}</li>`,
  )}</ul></details>${untoldPairs(context, block)}</figure>
`;
}

/** The order that the verdicts make, one picture a length. */
export function graphSection(context: PageContext): SafeHtml {
  if (context.result.policies.length < 2) return html``;
  return html`<section id="graph"><h2>Who is better than whom</h2>
<p class="how">Policies stand here by their ids; the <a href="#glossary">glossary</a> has their names. An arrow leads from the better to the worse policy: better under ${underSimulators(context)}, corrected for the number of comparisons. Whoever can be reached along arrows is worse too. Policies that share a box have the same arrows and are not told apart; nor are two that no arrows join, however high one of them stands in the picture. Nothing is better than a policy in a thick frame.${
    context.result.verdicts.some(({ unshared = [] }) => unshared.length > 0)
      ? " A dashed arrow stands for one verdict or more that another reward model does not share."
      : undefined
  }</p>
<div class="figures">
${context.blocks.map((block) => figure(byId(context), block))}</div></section>
`;
}
