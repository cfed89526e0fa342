import type { Fold } from "@zpd/core";
import type { AnswerTable } from "./answer-table";

/**
 * The folds that labels of learners mean: with a label "test" (or "valid") one split, train against it; else one fold a label,
 * in which the learners of that label are tested. Learners without a label are always trained on.
 */
export function foldsOfLabels(table: AnswerTable, name: string): readonly Fold[] {
  const labels = table.foldLabels.ids();
  const named = labels.indexOf("train") >= 0 ? ["test", "valid"].filter((label) => labels.includes(label)) : labels;
  const learners = Int32Array.from({ length: table.learners.size }, (_, l) => l);
  return [...named]
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((label) => {
      const index = labels.indexOf(label);
      const held = labels.includes("train") ? labels.indexOf("train") : -1;
      return {
        name: named.length === 1 ? name : `${name} ${label}`,
        train: learners.filter((l) => (held >= 0 ? table.foldOf(l) === held : table.foldOf(l) !== index)),
        test: learners.filter((l) => table.foldOf(l) === index),
      };
    });
}
