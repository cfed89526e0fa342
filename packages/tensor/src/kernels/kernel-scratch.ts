/** Columns of the widest panel into which the right side of a product is packed. */
const PANEL = 16;
/** Rows at most that a recurrence takes through all steps together. */
const LEARNERS = 48;
/** Floats of either side that are packed at a time for outer products, unless LEAST rows are more. */
const CHUNK = 1 << 16;
const LEAST = 16;
/** Room for one tile and for the addresses its rows start from. */
const TILE = 256;

function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}

/** Floats that one thread of `matrixProduct` needs for itself: the right side `[k, n]` packed, and a row of zeros. */
export function matrixScratch(k: number, n: number): number {
  return roundUp(n, PANEL) * (k + 1) + PANEL + TILE;
}

/** Floats that one thread of `outerProducts` or `recurrentProducts` over k and n columns needs: rows of both, packed. */
export function outerScratch(k: number, n: number): number {
  return Math.max(roundUp(n, PANEL) * LEAST, CHUNK) + roundUp(Math.max(k * LEAST, CHUNK), PANEL) + TILE;
}

/**
 * Floats that one thread of a recurrence with `gates` gates needs: the packed recurrent weights, a row of zeros to
 * start from, what two states carry from step to step, and the gates of one step.
 */
export function recurrentScratch(units: number, gates: number): number {
  const columns = roundUp(gates * units, PANEL);
  const packed = Math.max(roundUp(units, PANEL) * gates * units, units * columns);
  return packed + columns + LEARNERS * (2 * roundUp(units, PANEL) + columns) + TILE;
}
