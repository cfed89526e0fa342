/** Into how many parts of its columns a memory is divided: fixed, so that sums do not depend on the number of threads. */
export const MEMORY_CHUNKS = 8;

/** First column of a chunk of a memory of V columns; chunks are whole blocks of four columns. */
export function firstColumnOf(chunk: number, columns: number): number {
  const blocks = Math.ceil(columns / 4);
  return Math.min(columns, 4 * Math.floor((blocks * chunk) / MEMORY_CHUNKS));
}

/** Elements of scratch that one thread of `memoryScan` and `memoryScanBackward` needs for T steps, S slots and K keys. */
export function memoryScanScratch(steps: number, slots: number, keys: number): number {
  const stepRecords = 4 + 20 + 8;
  const trajectory = 20;
  return steps * (stepRecords + trajectory) + 4 * keys * slots + 16;
}
