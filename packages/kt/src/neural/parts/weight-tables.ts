import { type Inference, type Value, type Values, weightTable, weightTableSize } from "@zpd/tensor";

/** Names of a block's rows among what is held: queries `[I, D]`; keys and values, `NAMERows` by answer, `NAMEPlaces` by place. */
export interface ItemQueries {
  readonly queries: string;
  readonly keys: string;
  readonly values: string;
}

/** What `attendByTables` needs besides answers. */
export interface WeightTables {
  readonly byToken: Value;
  readonly byPlace: Value;
  readonly tokenValues: Value;
  readonly placeValues: Value;
}

/** Numbers in the tables at most: they should stay in the processor's last cache. */
const MOST_NUMBERS = 1 << 22;
/** Exponents at most, of both tables together: their products, and sums of these, stay far from where 32 bits end. */
const MOST_REACH = 60;

/**
 * Makes tables of a block's attention weights where queries depend on the item alone: neither scores nor exponentials
 * are then left to work out for a learner. Gives how to find them among what is held, or nothing where they would be
 * large or 32 bits could not hold them.
 */
export function prepareWeightTables(
  inference: Inference,
  { queries, keys, values }: ItemQueries,
  heads: number,
): ((held: Values) => WeightTables) | undefined {
  const names = [queries, `${keys}Rows`, `${keys}Places`];
  const shapes: (readonly number[])[] = [];
  const data = inference.run((_, held) => {
    const rows = names.map((name) => held[name]!);
    shapes.push(...rows.map(({ shape }) => shape));
    return rows;
  });
  const [query, ofToken, ofPlace] = data.map((rows, k) => ({ shape: shapes[k]!, data: rows }));
  const items = query!.shape[0]!;
  const rows = ofToken!.shape[0]! + ofPlace!.shape[0]!;
  if (weightTableSize(items, rows, heads) > MOST_NUMBERS) return undefined;
  const [byToken, byPlace] = [weightTable(query!, ofToken!, heads), weightTable(query!, ofPlace!, heads)];
  // Written so that a reach that is no number refuses, too.
  if (!(byToken.reach + byPlace.reach <= MOST_REACH)) return undefined;
  inference.prepare((ops) => ({
    weightsByToken: ops.constant(byToken.table.data, byToken.table.shape),
    weightsByPlace: ops.constant(byPlace.table.data, byPlace.table.shape),
  }));
  return (held) => ({
    byToken: held.weightsByToken!,
    byPlace: held.weightsByPlace!,
    tokenValues: held[`${values}Rows`]!,
    placeValues: held[`${values}Places`]!,
  });
}
