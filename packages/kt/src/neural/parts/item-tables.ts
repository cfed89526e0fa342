import { answerCount, createRandomStream, type InteractionLog, type QMatrix } from "@zpd/core";
import { normalWeights, type Ops, type Value, type Values, type Weight, zeroWeights } from "@zpd/tensor";
import { assertChoiceOption } from "../../parts/resolve-config";
import { conceptLists, conceptRows } from "./item-concepts";

export const ITEM_INPUTS = ["auto", "items", "concepts", "both"] as const;

/** What a model knows an item by: its own row, the mean of its concepts' rows, or the sum of the two. */
export type ItemInputs = (typeof ITEM_INPUTS)[number];

export function assertItemInputs(where: string, inputs: string): void {
  assertChoiceOption(where, "inputs", inputs, ITEM_INPUTS);
}

/**
 * Decides for the data: "both" where some concept has several items, for rare items then lean on what is known of
 * their concepts; else "items", for a concept of one item says the same twice. O(entries).
 */
export function resolveInputs(inputs: string, { concept, concepts }: QMatrix): Exclude<ItemInputs, "auto"> {
  if (inputs !== "auto") return inputs as Exclude<ItemInputs, "auto">;
  const met = new Uint8Array(concepts.size);
  for (const c of concept) {
    if (met[c] === 1) return "both";
    met[c] = 1;
  }
  return "items";
}

/** Answers an item, on average, from which on items need no help from their concepts. */
const ANSWERS_AN_ITEM = 50;

/**
 * What "auto" means for a log: "items" where they have answers enough to be known by themselves (with 170 answers an
 * item, concepts beside them took 0.03 off the AUC of learners kept back; with 10, they added to it), else as
 * `resolveInputs` decides. Kept in the model's file, for a fitted model no longer knows the log.
 */
export function settleInputs(
  { inputs }: { readonly inputs: string },
  log: InteractionLog,
): { readonly inputs: string } {
  if (inputs !== "auto") return { inputs };
  const known = answerCount(log) >= ANSWERS_AN_ITEM * log.items.size;
  return { inputs: known ? "items" : resolveInputs(inputs, log.qMatrix) };
}

/** A family of tables, one row an item or an answer to it: the names of its weights begin alike. */
export interface ItemTable {
  readonly name: string;
  /** Numbers in a row. */
  readonly width: number;
  /** Two rows an item, for wrong and right answers, instead of one. */
  readonly byAnswer: boolean;
  readonly inputs: Exclude<ItemInputs, "auto">;
  /**
   * What an item's own row is multiplied with where it is added to its concepts'; 1 when absent. As Adam moves every
   * weight by the same step, a small factor lets concepts learn first and rare items not be learned by heart.
   */
  readonly itemShare?: number;
}

/** Normal draws from the stream of a weight's name; zeros, undrawn, where the deviation is 0. */
export function normalWeight(seed: number, name: string, shape: readonly number[], deviation: number): Weight {
  if (deviation === 0) return zeroWeights(shape);
  return normalWeights(createRandomStream(seed, `weight-${name}`), shape, deviation);
}

/** The weights of a table: `NAME.items` `[I or 2 I, width]`, `NAME.concepts` `[C + 1 or 2 (C + 1), width]`. */
export function tableWeights(
  { name, width, byAnswer, inputs }: ItemTable,
  qMatrix: QMatrix,
  seed: number,
  deviation: { readonly items: number; readonly concepts: number },
): Record<string, Weight> {
  const rows = byAnswer ? 2 : 1;
  const items = `${name}.items`;
  const concepts = `${name}.concepts`;
  return {
    ...(inputs === "concepts"
      ? {}
      : { [items]: normalWeight(seed, items, [rows * qMatrix.itemCount, width], deviation.items) }),
    ...(inputs === "items"
      ? {}
      : { [concepts]: normalWeight(seed, concepts, [rows * conceptRows(qMatrix), width], deviation.concepts) }),
  };
}

/**
 * The rows of some items `[M, width]`, or of answers `2 item + right` to them where the table is by answer.
 * Costs O(M width concepts of an item).
 */
export function tableRows(
  ops: Ops,
  weights: Values,
  { name, byAnswer, inputs, itemShare = 1 }: ItemTable,
  qMatrix: QMatrix,
  ids: Int32Array,
): Value {
  const own = (): Value => ops.gatherRows(weights[`${name}.items`]!, ops.indices(ids));
  const shared = (): Value => {
    const items = byAnswer ? ids.map((id) => id >> 1) : ids;
    const lists = conceptLists(qMatrix, items, byAnswer ? ids.map((id) => id & 1) : undefined);
    return ops.meanRows(weights[`${name}.concepts`]!, ops.indices(lists.offsets), ops.indices(lists.ids));
  };
  if (inputs === "items") return own();
  if (inputs === "concepts") return shared();
  return ops.add(itemShare === 1 ? own() : ops.affine(own(), itemShare), shared());
}
