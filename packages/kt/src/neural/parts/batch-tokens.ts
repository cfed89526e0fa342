import { distinctIds } from "./distinct-ids";
import type { AnswerBatch } from "./neural-model";

/** The items and answers that a batch names, and which of them each row has. */
export interface BatchTokens {
  readonly items: Int32Array;
  /** 2 item + right. */
  readonly tokens: Int32Array;
  /** Position among `items` and among `tokens` `[batch * steps]`; -1 where there is no answer. */
  readonly itemPlace: Int32Array;
  readonly tokenPlace: Int32Array;
}

export function batchTokens({ items, right }: AnswerBatch, itemCount: number): BatchTokens {
  const asked = distinctIds(items, itemCount);
  const answered = distinctIds(
    items.map((item, k) => (item < 0 ? -1 : 2 * item + right[k]!)),
    2 * itemCount,
  );
  return { items: asked.distinct, itemPlace: asked.local, tokens: answered.distinct, tokenPlace: answered.local };
}
