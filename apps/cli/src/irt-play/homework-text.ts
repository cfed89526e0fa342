import type { HomeworkItem } from "@zpd/rl";
import { textTable } from "../output/text-table";
import type { LearnerStanding } from "./learner-standing";

const SOURCES = {
  model: "as the model has it",
  answers: "from her answers in --data",
  prior: "nothing known, so at the average",
} as const;

/** `1.20 ± 0.31`, factor by factor. */
export function abilityText({ ability, abilityScale }: Pick<LearnerStanding, "ability" | "abilityScale">): string {
  return Array.from(ability, (mean, d) => `${mean.toFixed(2)} ± ${abilityScale[d]!.toFixed(2)}`).join(", ");
}

/** Who the list is for, in a line. */
export function standingText(standing: LearnerStanding): string {
  const name = standing.ability.length === 1 ? "ability" : "abilities";
  return `${standing.id}: ${name} ${abilityText(standing)} (${SOURCES[standing.from]})`;
}

/** How far P(correct) lies from what was asked, in points of a hundred. */
function distanceWords(probability: number, target: number): string {
  const points = Math.round(100 * (probability - target));
  if (points === 0) return "as hard as asked";
  const size = Math.abs(points);
  return `${size} ${size === 1 ? "point" : "points"} ${points > 0 ? "easier" : "harder"} than asked`;
}

/** The reasons of an item in words: the distance from the target, then what each column adds or takes. */
export function reasonWords({ probability, reasons }: HomeworkItem, target: number): string {
  const columns = reasons.slice(1).map(({ name, weight, value }) => {
    const share = weight * value;
    if (share === 0) return `${name} adds nothing`;
    return share > 0 ? `${name} adds ${share.toFixed(3)}` : `${name} takes ${(-share).toFixed(3)}`;
  });
  return [distanceWords(probability, target), ...columns].join("; ");
}

/** Three places, without a minus before a zero. */
function shortScore(score: number): string {
  const text = score.toFixed(3);
  return Number(text) === 0 ? "0.000" : text;
}

/** A list as a teacher reads it. */
export function homeworkTable(items: readonly HomeworkItem[], target: number): string {
  const rows = items.map((item, rank) => [
    `${rank + 1}`,
    item.id,
    `${(100 * item.probability).toFixed(0)} %`,
    shortScore(item.score),
    reasonWords(item, target),
  ]);
  return textTable(["", "item", "P(correct)", "score", "why"], rows, ["right", "left", "right", "right", "left"]);
}
