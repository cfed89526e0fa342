import { ZpdError } from "@zpd/core";
import type { PlannedItem, PracticePlan } from "./practice-types";

/** Throws unless ids are texts that differ. */
function checkIds(where: string, what: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (typeof id !== "string" || id === "") {
      throw new ZpdError("INVALID_INPUT", { where, expected: `${what} named by a text`, got: JSON.stringify(id) });
    }
    if (seen.has(id))
      throw new ZpdError("INVALID_INPUT", { where, expected: `${what} that differ`, got: `"${id}" twice` });
    seen.add(id);
  }
}

function checkItem(where: string, { item, explanation = [], similar = [] }: PlannedItem): void {
  const steps = explanation.map(({ id }) => id);
  checkIds(where, `explanation steps of "${item}"`, steps);
  checkIds(where, `items similar to "${item}"`, similar);
  if (similar.includes(item)) {
    throw new ZpdError("INVALID_INPUT", { where, expected: `similar items other than "${item}"`, got: `"${item}"` });
  }
}

/** @throws INVALID_INPUT on no items, an id that is empty or comes twice, or an item similar to itself */
export function checkPlan(where: string, plan: PracticePlan): void {
  if (plan.items.length === 0) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "a plan of at least one item", got: "none" });
  }
  const ids = plan.items.map(({ item }) => item);
  checkIds(where, "homework items", ids);
  for (const item of plan.items) checkItem(where, item);
}
