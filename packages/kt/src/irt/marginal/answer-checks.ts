import type { FitWarning, InteractionLog } from "@zpd/core";

/** What the answers to each item tell before any fit. */
export interface ItemOutcomes {
  /** Answers `[I]` and right ones `[I]`. */
  readonly answers: Int32Array;
  readonly right: Int32Array;
  /** 1 for an item with both right and wrong answers `[I]`: only those have a finite maximum. */
  readonly estimable: Uint8Array;
  readonly warnings: readonly FitWarning[];
}

/** Root of a node in a forest of parents, with path halving. */
function rootOf(parent: Int32Array, node: number): number {
  let at = node;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}

/** Sets of items that share no learner, directly or over others; items without answers do not count. O(N α). */
function connectedGroups({ offsets, item }: InteractionLog, answers: Int32Array): number {
  const parent = Int32Array.from(answers, (_, i) => i);
  for (let l = 0; l < offsets.length - 1; l++) {
    for (let n = offsets[l]! + 1; n < offsets[l + 1]!; n++) {
      parent[rootOf(parent, item[n]!)] = rootOf(parent, item[n - 1]!);
    }
  }
  return parent.reduce((groups, above, i) => groups + (above === i && answers[i]! > 0 ? 1 : 0), 0);
}

/** How many answers are to an item that the same learner has answered before. O(N). */
function countRepeats({ offsets, item }: InteractionLog, items: number): number {
  const last = new Int32Array(items).fill(-1);
  let repeats = 0;
  for (let l = 0; l < offsets.length - 1; l++) {
    for (let n = offsets[l]!; n < offsets[l + 1]!; n++) {
      if (last[item[n]!] === l) repeats++;
      last[item[n]!] = l;
    }
  }
  return repeats;
}

/** Counts outcomes and warns of what no fit can know from them. O(N). @param log checked before, scores 0 and 1 */
export function countOutcomes(log: InteractionLog): ItemOutcomes {
  const { items, offsets, item, score } = log;
  const answers = new Int32Array(items.size);
  const right = new Int32Array(items.size);
  for (let n = 0; n < item.length; n++) {
    answers[item[n]!]!++;
    right[item[n]!]! += score[n]!;
  }
  const estimable = Uint8Array.from(answers, (count, i) => (right[i]! > 0 && right[i]! < count ? 1 : 0));
  const warnings: FitWarning[] = [];
  const warnOfItems = (code: string, message: string, applies: (i: number) => boolean): void => {
    const ids = items.ids.filter((_, i) => applies(i));
    if (ids.length > 0) warnings.push({ code, message: `${ids.length} of ${items.size} items ${message}`, ids });
  };
  const stated = "left out of the fit, discrimination that of a typical item, threshold as if half an answer were";
  warnOfItems(
    "ITEM_WITHOUT_DATA",
    "have no answer: they get threshold 0, without a standard error",
    (i) => answers[i] === 0,
  );
  warnOfItems(
    "ITEM_ALL_RIGHT",
    `were never answered wrong: ${stated} wrong`,
    (i) => answers[i]! > 0 && right[i] === answers[i],
  );
  warnOfItems("ITEM_ALL_WRONG", `were never answered right: ${stated} right`, (i) => answers[i]! > 0 && right[i] === 0);
  const silent = log.learners.ids.filter((_, l) => offsets[l] === offsets[l + 1]);
  if (silent.length > 0) {
    const message = `${silent.length} of ${log.learners.size} learners have no answer and tell nothing`;
    warnings.push({ code: "LEARNER_WITHOUT_DATA", message, ids: silent });
  }
  const repeats = countRepeats(log, items.size);
  if (repeats > 0) {
    const message = `${repeats} answers are to an item the learner had answered before; each counts as an answer of its own`;
    warnings.push({ code: "REPEATED_ANSWERS", message });
  }
  const groups = connectedGroups(log, answers);
  if (groups > 1) {
    const message = `the items fall into ${groups} groups without a learner in common; they are on one scale only if the groups' learners are alike in ability`;
    warnings.push({ code: "DISCONNECTED_GROUPS", message });
  }
  return { answers, right, estimable, warnings };
}
