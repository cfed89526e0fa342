import { attentionScratch } from "../../src/kernels/attention-scratch";
import { MEMORY_CHUNKS, memoryScanScratch } from "../../src/kernels/memory-chunks";
import type { KernelCase, Take } from "./case";

const ROWS = 7;
const KEYS = 5;

/** Kernels erase and add zeros, where the reference leaves a step out. */
const NO_TOKEN = "states that are not numbers meet steps without a token";

/** Kernels multiply by zero what a query does not see, where the reference leaves it out. */
const UNSEEN = "values that are not numbers meet the weight 0 of earlier queries";

/** Learners, steps, slots and columns of a memory, and what `memoryScan` reads. */
function memoryInput({ floats, ids }: Take, m: number, n: number, variant: number) {
  const [batch, steps, slots, columns] = [Math.min(m, 9), Math.min(n, 20), [1, 6, 20][variant]!, [3, 16, 21][variant]!];
  const input = [
    ...[floats(KEYS * slots, 0, 0.5), ids(batch * steps, KEYS)],
    ...[floats(ROWS * columns, 0, 1), floats(ROWS * columns), ids(batch * steps, ROWS), floats(slots * columns)],
  ];
  return { batch, steps, slots, columns, input, reads: floats(batch * steps * columns) };
}

/** Learners, steps, width and heads of an attention. */
function attentionShape(m: number, n: number, variant: number) {
  const [batch, steps, heads] = [Math.min(m, 5), Math.min(n, 30), [1, 3, 2, 2][variant]!];
  const d = heads * [4, 5, 16, 3][variant]!;
  const scratch = attentionScratch(steps, d / heads);
  return { batch, heads, size: batch * steps * d, scratch, shape: [batch, steps, d, heads, variant % 2] };
}

export const sequenceCases = {
  memoryScan: {
    spreads: NO_TOKEN,
    variants: 3,
    given(take, m, n, variant) {
      const { batch, steps, slots, columns, input, reads } = memoryInput(take, m, n, variant);
      const scratch = take.scratch(memoryScanScratch(Math.max(steps, 1), slots, KEYS));
      return [...input, reads, scratch, batch, steps, slots, columns, KEYS];
    },
  },
  memoryScanBackward: {
    spreads: NO_TOKEN,
    variants: 3,
    given(take, m, n, variant) {
      const { batch, steps, slots, columns, input, reads } = memoryInput(take, m, n, variant);
      const { floats } = take;
      const gradients = [floats(ROWS * columns), floats(ROWS * columns), floats(slots * columns)];
      const partials = floats(MEMORY_CHUNKS * KEYS * slots);
      const scratch = take.scratch(memoryScanScratch(Math.max(steps, 1), slots, KEYS));
      return [...input, reads, partials, ...gradients, scratch, batch, steps, slots, columns, KEYS];
    },
  },
  causalAttention: {
    spreads: UNSEEN,
    variants: 4,
    given({ floats, scratch }, m, n, variant) {
      const { heads, size, scratch: room, shape } = attentionShape(m, n, variant);
      const decay = variant < 2 ? -1 : floats(heads, 0, 1);
      return [floats(size), floats(size), floats(size), floats(size), decay, scratch(room), ...shape];
    },
  },
  causalAttentionBackward: {
    spreads: UNSEEN,
    variants: 4,
    given({ floats, scratch }, m, n, variant) {
      const { batch, heads, size, scratch: room, shape } = attentionShape(m, n, variant);
      const decay = variant < 2 ? -1 : floats(heads, 0, 1);
      const inputs = [floats(size), floats(size), floats(size), floats(size)];
      const gradients = [floats(size), floats(size), floats(size)];
      return [...inputs, ...gradients, decay, floats(batch * heads), scratch(room), ...shape];
    },
  },
} satisfies Record<string, KernelCase>;
