/** Into how many parts of its columns a memory is divided: fixed, so that sums do not depend on the number of threads. */
export const MEMORY_CHUNKS = 8;

/** First column of a chunk of a memory of V columns; chunks are whole blocks of four columns. */
export function firstColumnOf(chunk: number, columns: number): number {
  const blocks = Math.ceil(columns / 4);
  return Math.min(columns, 4 * Math.floor((blocks * chunk) / MEMORY_CHUNKS));
}

/**
 * Elements of scratch that one thread of `memoryScan` and `memoryScanBackward` needs for T steps, S slots and K keys:
 * a record, two sums and a piece of trajectory for each step, and sums for each weight. assembly/memory.ts lays it out.
 */
export function memoryScanScratch(steps: number, slots: number, keys: number): number {
  return 16 * Math.ceil((steps * (16 + 8 + 20) + 4 * keys * slots) / 16);
}
