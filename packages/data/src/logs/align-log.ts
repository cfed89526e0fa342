import {
  conceptsOf,
  createQMatrix,
  createVocabulary,
  type InteractionLog,
  type QMatrix,
  type Vocabulary,
  VocabularyBuilder,
  ZpdError,
} from "@zpd/core";

export interface AlignOptions {
  /** Items that the reference does not know: refuse the log (default), or add them after the reference's items. */
  readonly unknownItems?: "error" | "extend";
}

/** Unknown ids shown in a message. */
const SHOWN = 3;

/**
 * The log in the words of another, or of a tracer: item and concept indices are those of `reference`, so that a model fitted on the one reads
 * the other. Concepts of known items are the reference's, whatever the log says of them. With "extend" the indices of the
 * reference stay valid and new items and concepts follow them. Learners stay as they are. O(N + I).
 *
 * @throws UNKNOWN_ID on items that the reference does not know, unless they extend it
 */
export function alignLog(
  log: InteractionLog,
  reference: Pick<InteractionLog, "items" | "qMatrix">,
  options: AlignOptions = {},
): InteractionLog {
  const { items, qMatrix } = reference;
  const indices = Int32Array.from(log.items.ids, (id) => items.indexOf(id));
  const unknown = log.items.ids.filter((_, i) => indices[i]! < 0);
  if (unknown.length > 0 && (options.unknownItems ?? "error") === "error") {
    throw new ZpdError("UNKNOWN_ID", {
      where: "alignLog",
      expected: `the ${items.size} items of the reference`,
      got: `${unknown.length} other items (${unknown.slice(0, SHOWN).join(", ")}${unknown.length > SHOWN ? ", …" : ""})`,
      advice: 'read both logs together, or let new items in with unknownItems: "extend"',
    });
  }
  for (const [k, id] of unknown.entries()) indices[log.items.indexOf(id)] = items.size + k;
  return {
    ...log,
    ...(unknown.length === 0 ? { items, qMatrix } : extendItems(items, qMatrix, log, unknown)),
    item: log.item.map((item) => indices[item]!),
  };
}

function extendItems(
  items: Vocabulary,
  qMatrix: QMatrix,
  log: InteractionLog,
  unknown: readonly string[],
): { items: Vocabulary; qMatrix: QMatrix } {
  const concepts = new VocabularyBuilder();
  for (const id of qMatrix.concepts.ids) concepts.add(id);
  const rows = Array.from({ length: items.size }, (_, i) => [...conceptsOf(qMatrix, i)]);
  for (const id of unknown) {
    const own = conceptsOf(log.qMatrix, log.items.indexOf(id));
    rows.push(Array.from(own, (concept) => concepts.add(log.qMatrix.concepts.ids[concept]!)));
  }
  return { items: createVocabulary([...items.ids, ...unknown]), qMatrix: createQMatrix(rows, concepts.build()) };
}
