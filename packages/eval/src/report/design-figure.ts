import { html, type SafeHtml } from "./html";
import { formatCount, plural } from "./numbers";
import type { RetrievalGroupShown } from "./retrieval-input";
import { linearScale } from "./scale";
import { px, svgFigure } from "./svg-figure";

const WIDTH = 360;
const HEIGHT = 254;
const FRAME = { left: 40, right: 350, top: 10, bottom: 210 };
/** Share of a learner's height that the bar takes. */
const BAR_SHARE = 0.75;

/** Runs of items that the same groups answer, in the order of the items. */
export interface ItemRun {
  readonly firstItem: number;
  readonly items: number;
  /** Indices of the groups. */
  readonly groups: readonly number[];
}

export function itemRuns(groups: readonly RetrievalGroupShown[]): ItemRun[] {
  const edges = groups.flatMap(({ firstItem, items }) => [firstItem, firstItem + items]);
  const borders = [...new Set([0, ...edges])].sort((a, b) => a - b);
  return borders.slice(1).map((to, k) => {
    const from = borders[k]!;
    const answering = groups.flatMap(({ firstItem, items }, g) =>
      firstItem <= from && from < firstItem + items ? [g] : [],
    );
    return { firstItem: from, items: to - from, groups: answering };
  });
}

/** Learners, items and answers of a design. */
export function designSize(groups: readonly RetrievalGroupShown[]): {
  readonly learners: number;
  readonly items: number;
  readonly answers: number;
} {
  return {
    learners: groups.reduce((sum, { learners }) => sum + learners, 0),
    items: Math.max(...groups.map(({ firstItem, items }) => firstItem + items)),
    answers: groups.reduce((sum, { learners, items }) => sum + learners * items, 0),
  };
}

const itemRange = ({ firstItem, items }: { readonly firstItem: number; readonly items: number }): string =>
  items === 1 ? `item ${firstItem + 1}` : `items ${firstItem + 1} to ${firstItem + items}`;

/** Who answers what, in words. */
export function designWords(groups: readonly RetrievalGroupShown[]): string {
  const { learners, items, answers } = designSize(groups);
  const size = `${plural(learners, "learner")}, ${plural(items, "item")}, ${formatCount(answers)} answers`;
  if (groups.length === 1) return `${size}: every learner answers every item.`;
  const shared = itemRuns(groups).filter((run) => run.groups.length === groups.length);
  const common = shared.reduce((sum, run) => sum + run.items, 0);
  const each = groups.map(
    (group) =>
      `${plural(group.learners, "learner")} ${group.learners === 1 ? "answers" : "answer"} ${itemRange(group)}`,
  );
  return `${size}: ${each.join("; ")}. ${
    common === 0
      ? "No item is answered by all of them."
      : `${plural(common, "item")} in common (${shared.map(itemRange).join("; ")}) put the groups on one scale.`
  }`;
}

/** Learners x items: a bar a learner over the items it answers. */
export function designFigure(groups: readonly RetrievalGroupShown[]): SafeHtml {
  const { learners, items } = designSize(groups);
  const x = linearScale([0, items], [FRAME.left, FRAME.right]);
  const y = linearScale([0, learners], [FRAME.top, FRAME.bottom]);
  const starts = groups.map((_, g) => groups.slice(0, g).reduce((sum, group) => sum + group.learners, 0));
  const bars = groups.flatMap(({ learners: count, firstItem, items: met }, g) =>
    Array.from(
      { length: count },
      (_, k) =>
        html`<rect class="answers s${g}" x="${px(x.at(firstItem))}" y="${px(y.at(starts[g]! + k))}" width="${px(x.at(met) - x.at(0))}" height="${px((y.at(1) - y.at(0)) * BAR_SHARE)}"/>`,
    ),
  );
  const runs = itemRuns(groups);
  const borders = [...new Set(runs.flatMap(({ firstItem, items: count }) => [firstItem, firstItem + count]))];
  const axis = borders.map(
    (border) =>
      html`<line class="grid" x1="${px(x.at(border))}" x2="${px(x.at(border))}" y1="${FRAME.top}" y2="${FRAME.bottom + 5}"/>`,
  );
  const names = runs.map(
    ({ firstItem, items: count }) =>
      html`<text class="tick" x="${px(x.at(firstItem + count / 2))}" y="${FRAME.bottom + 18}" text-anchor="middle">${count === 1 ? firstItem + 1 : `${firstItem + 1}–${firstItem + count}`}</text>`,
  );
  const rows = groups.map(({ learners: count }, g) => {
    const middle = px(y.at(starts[g]! + count / 2));
    return html`<text class="tick" x="26" y="${middle}" text-anchor="middle" transform="rotate(-90 26 ${middle})">learners ${starts[g]! + 1}–${starts[g]! + count}</text>`;
  });
  return svgFigure(
    { id: "design-figure", width: WIDTH, height: HEIGHT, title: "Who answers what", description: designWords(groups) },
    html`${axis}${bars}${names}${rows}<text x="${px((FRAME.left + FRAME.right) / 2)}" y="${HEIGHT - 6}" text-anchor="middle">items</text>`,
  );
}
