import { type PolicyWorld, ZpdError } from "@zpd/core";

/**
 * Every item once, in the teacher's order `[I]`: `world.sequence`, then the items it leaves out in the vocabulary's
 * order. @throws INVALID_INPUT on an unknown or repeated item
 */
export function teacherOrder({ items, sequence }: PolicyWorld): Int32Array {
  const order = new Int32Array(items.size);
  const placed = new Uint8Array(items.size);
  let at = 0;
  for (const item of sequence ?? []) {
    if (!(item >= 0 && item < items.size) || placed[item] === 1) {
      throw new ZpdError("INVALID_INPUT", {
        where: "PolicyWorld.sequence",
        expected: `item indices 0…${items.size - 1}, each at most once`,
        got: `${item} at place ${at}`,
      });
    }
    placed[item] = 1;
    order[at++] = item;
  }
  for (let item = 0; item < items.size; item++) if (placed[item] === 0) order[at++] = item;
  return order;
}
