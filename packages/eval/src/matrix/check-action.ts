import { NO_ITEM, type Policy, ZpdError } from "@zpd/core";

/**
 * Narrows what a policy recommended to an item that may be given, or to `NO_ITEM` where none may. `mask` is `[B, I]`. O(1),
 * O(I) for `NO_ITEM`. @throws CONTRACT that names policy, item, learner and step
 */
export function checkAction(
  policy: Policy,
  simulator: string,
  item: number | undefined,
  itemCount: number,
  mask: Uint8Array | undefined,
  row: number,
  learner: number,
  step: number,
): asserts item is number {
  const fault = describeFault(item, itemCount, mask, row);
  if (fault === undefined) return;
  const id = item === undefined ? undefined : policy.items.ids[item];
  const named = item === undefined ? "none" : id === undefined ? `item ${item}` : `item "${id}"`;
  throw new ZpdError("CONTRACT", {
    where: "playCell",
    expected: `policy "${policy.id}" to recommend an item that may be offered`,
    got: `${named} (${fault}) for learner ${learner} under "${simulator}" at step ${step + 1}`,
  });
}

function describeFault(
  item: number | undefined,
  itemCount: number,
  mask: Uint8Array | undefined,
  row: number,
): string | undefined {
  if (item === undefined) return "too few recommendations";
  if (item === NO_ITEM) {
    const allowed = mask === undefined ? itemCount : countAllowed(mask, row, itemCount);
    return allowed === 0 ? undefined : `none, though ${allowed} may be offered`;
  }
  if (!(Number.isInteger(item) && item >= 0 && item < itemCount)) return "unknown";
  return mask === undefined || mask[row * itemCount + item] === 1 ? undefined : "masked";
}

function countAllowed(mask: Uint8Array, row: number, itemCount: number): number {
  let allowed = 0;
  for (let i = 0; i < itemCount; i++) allowed += mask[row * itemCount + i]!;
  return allowed;
}
