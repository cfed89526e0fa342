import { attentionScratch } from "../../src/kernels/attention-scratch";
import { levelItemsScratch } from "../../src/kernels/level-items";
import { memoryItemsScratch } from "../../src/kernels/memory-items";
import { TABLE_BLOCK, tableAttentionScratch } from "../../src/kernels/table-attention";
import type { KernelCase, Take } from "./case";

const ROWS = 7;
const KEYS = 5;

/** Learners, items, slots and columns of a memory, and what is read of it; shared lists of items and own ones. */
function readingInput({ floats, ids }: Take, m: number, n: number, variant: number) {
  const [batch, items, slots, columns] = [Math.min(m, 9), Math.min(n, 40), [1, 6, 20][variant]!, [3, 16, 21][variant]!];
  const shared = variant % 2;
  const keys = ids(shared === 1 ? items : batch * items, KEYS);
  const input = [floats(KEYS * slots), keys, floats(batch * slots * columns)];
  return {
    columns,
    count: batch * items,
    room: memoryItemsScratch(items, slots, columns),
    input,
    shape: [batch, items, slots, columns, shared],
  };
}

export const servingCases = {
  writeMemory: {
    variants: 3,
    given({ floats, ids }, m, n, variant) {
      const [batch, slots, columns] = [Math.min(m, 40), [1, 6, 20][variant]!, Math.min(n, 40)];
      const [memory, weights, keys] = [floats(batch * slots * columns), floats(KEYS * slots), ids(batch, KEYS)];
      const [erase, add, tokens] = [floats(ROWS * columns), floats(ROWS * columns), ids(batch, ROWS)];
      return [memory, weights, keys, erase, add, tokens, floats(batch * slots * columns), batch, slots, columns];
    },
  },
  readMemory: {
    variants: 3,
    given(take, m, n, variant) {
      const { columns, count, room, input, shape } = readingInput(take, m, n, variant);
      return [...input, take.floats(count * columns), take.scratch(room), ...shape];
    },
  },
  memoryLogits: {
    variants: 3,
    given(take, m, n, variant) {
      const { columns, count, room, input, shape } = readingInput(take, m, n, variant);
      const { floats } = take;
      const layer = [floats(KEYS * columns), floats(columns), floats(1)];
      return [...input, ...layer, floats(count), take.scratch(room), ...shape];
    },
  },
  levelLogits: {
    variants: 4,
    given({ floats, ids, scratch }, m, n, variant) {
      const [batch, items, levels] = [Math.min(m, 9), Math.min(n, 110), [1, 5, 8, 10][variant]!];
      const [f, h] = [[3, 8, 21, 24][variant]!, [5, 16, 18, 40][variant]!];
      const shared = variant % 2;
      const judge = [floats(KEYS * f), floats(batch * f), floats(f * levels, -0.5, 0.5), floats(levels)];
      const answer = [floats(KEYS * h), floats(batch * h), floats(levels * h), floats(h), floats(KEYS)];
      const keys = ids(shared === 1 ? items : batch * items, KEYS);
      const room = scratch(levelItemsScratch(f, h, levels));
      return [keys, ...judge, ...answer, floats(batch * items), room, batch, items, f, h, levels, shared];
    },
  },
  attendCache: {
    variants: 6,
    given({ floats, integers, scratch }, m, n, variant) {
      const [batch, count, room] = [Math.min(m, 5), Math.min(n, 30), [1, 9, 50][variant % 3]!];
      const heads = [1, 3, 2][variant % 3]!;
      const d = heads * [5, 4, 16][variant % 3]!;
      const shared = variant % 2;
      const query = floats((shared === 1 ? 1 : batch) * count * d);
      const kept = [floats(batch * room * d), floats(batch * room * d)];
      const decay = variant < 3 ? floats(heads, 0, 1) : -1;
      const lengths = integers(Array.from({ length: batch }, (_, b) => (b * 7 + variant) % (room + 1)));
      const starts = variant % 2 === 0 ? -1 : integers(Array.from({ length: batch }, (_, b) => (b * 5) % room));
      const shape = [batch, count, room, d, heads, shared, variant < 2 ? 1 : 0];
      return [
        query,
        ...kept,
        floats(batch * count * d),
        decay,
        lengths,
        starts,
        scratch(attentionScratch(room, d / heads)),
        ...shape,
      ];
    },
  },
  attendByTables: {
    variants: 3,
    given({ floats, ids, integers, scratch }, m, n, variant) {
      const [batch, count, room] = [Math.min(m, 5), Math.min(n, 30), [1, 9, 50][variant]!];
      const heads = [1, 3, 2][variant]!;
      const d = heads * [5, 4, 16][variant]!;
      const places = room + variant;
      const rows = heads * Math.ceil(count / TABLE_BLOCK) * TABLE_BLOCK;
      const tokens = ids(batch * room, ROWS);
      const lengths = integers(Array.from({ length: batch }, (_, b) => (b * 7 + variant) % (room + 1)));
      const tables = [floats(rows * ROWS, 0.1, 2), floats(rows * places, 0.1, 2), floats(ROWS * d), floats(places * d)];
      const work = scratch(tableAttentionScratch(room, d / heads));
      return [tokens, lengths, ...tables, floats(batch * count * d), work, batch, count, room, d, heads, ROWS, places];
    },
  },
} satisfies Record<string, KernelCase>;
