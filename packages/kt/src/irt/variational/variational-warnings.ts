import type { FitWarning, InteractionLog } from "@zpd/core";
import { countConnectedGroups, type KnownFlags } from "./connected-groups";
import { countRepeatedAnswers } from "./repeated-answers";
import type { SortedAnswers } from "./sorted-answers";

function rightCount(packed: Uint32Array, from: number, to: number): number {
  let right = 0;
  for (let n = from; n < to; n++) right += packed[n]! & 1;
  return right;
}

/**
 * What a reader of a fit should know: items whose answers are all alike or absent, answers given twice, groups that no answer
 * connects. Items with a flag are known from an earlier posterior. O(N).
 */
export function variationalWarnings(
  { items }: InteractionLog,
  answers: SortedAnswers & KnownFlags,
  converged: boolean,
): FitWarning[] {
  const { itemOffsets, byItem, itemFlags } = answers;
  const unseen: string[] = [];
  const alike: string[] = [];
  for (let i = 0; i < items.size; i++) {
    if (itemFlags[i] !== 0) continue;
    const from = itemOffsets[i]!;
    const to = itemOffsets[i + 1]!;
    const right = rightCount(byItem, from, to);
    if (from === to) unseen.push(items.ids[i]!);
    else if (right === 0 || right === to - from) alike.push(items.ids[i]!);
  }
  const warnings: FitWarning[] = [];
  if (unseen.length > 0) {
    warnings.push({
      code: "ITEM_WITHOUT_DATA",
      message: `${unseen.length} of ${items.size} items have no answer; their parameters are the prior's`,
      ids: unseen,
    });
  }
  if (alike.length > 0) {
    warnings.push({
      code: "ITEM_ONE_OUTCOME",
      message: `${alike.length} of ${items.size} items were answered always right or always wrong; only the prior holds their parameters`,
      ids: alike,
    });
  }
  const repeats = countRepeatedAnswers(answers);
  if (repeats > 0) {
    warnings.push({
      code: "REPEATED_ANSWERS",
      message: `${repeats} answers are to an item the learner had answered before; each counts as an answer of its own`,
    });
  }
  const groups = countConnectedGroups(answers);
  if (groups > 1) {
    warnings.push({
      code: "DISCONNECTED_GROUPS",
      message: `no answer connects ${groups} groups of learners and items: they are on one scale only if the groups' abilities are alike`,
    });
  }
  if (!converged) {
    warnings.push({ code: "NOT_CONVERGED", message: "the loss was still falling at the last pass; raise maxPasses" });
  }
  return warnings;
}
