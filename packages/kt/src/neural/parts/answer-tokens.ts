import { compactIds } from "./compact-ids";
import { tokenOf } from "./item-vectors";
import type { AnswerBatch } from "./neural-model";

/** The items and answers that a batch names, and which of them each row has. */
export interface AnswerTokens {
  /** Distinct items, ascending. */
  readonly items: Int32Array;
  /** Distinct tokens (see `tokenOf`), ascending. */
  readonly tokens: Int32Array;
  /** Position among `items` and among `tokens` `[batch * steps]`; -1 where there is no answer. */
  readonly itemPlace: Int32Array;
  readonly tokenPlace: Int32Array;
}

export function answerTokens({ items, right }: AnswerBatch, itemCount: number): AnswerTokens {
  const asked = compactIds(items, itemCount);
  const answered = compactIds(
    items.map((item, k) => (item < 0 ? -1 : tokenOf(item, right[k]!, itemCount))),
    2 * itemCount,
  );
  return { items: asked.distinct, itemPlace: asked.place, tokens: answered.distinct, tokenPlace: answered.place };
}
