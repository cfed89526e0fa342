import { type InteractionLog, type ItemParameters, ZpdError } from "@zpd/core";

/** Throws INVALID_INPUT unless a log speaks of the items that the parameters belong to, in the same order. O(I). */
export function checkSameItems(where: string, log: InteractionLog, parameters: ItemParameters): void {
  if (log.items === parameters.items) return;
  const { ids } = parameters.items;
  const differs = log.items.size === ids.length ? log.items.ids.findIndex((id, i) => id !== ids[i]) : 0;
  if (differs < 0) return;
  throw new ZpdError("INVALID_INPUT", {
    where,
    expected: `a log over the ${ids.length} items of the parameters, in their order`,
    got: `${log.items.size} items, with "${log.items.ids[differs]}" at ${differs} where the parameters have "${ids[differs]}"`,
    advice: "read the log with the vocabulary of the parameters",
  });
}
