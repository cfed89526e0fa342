/** Columns of the widest panel into which the right side of a product is packed. */
const PANEL = 16;
/** Rows at most that a recurrence takes through all steps together. */
const LEARNERS = 48;
/** Rows that are packed at a time for outer products. */
const CHUNK = 128;
/** Room for one tile and for the addresses its rows start from. */
const TILE = 256;

function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}

/** Floats that one thread of `matrixProduct` needs for itself: the right side `[k, n]` packed, and a row of zeros. */
export function matrixScratch(k: number, n: number): number {
  return roundUp(n, PANEL) * (k + 1) + PANEL + TILE;
}

/** Floats that one thread of `outerProducts` or `recurrentProducts` needs: a panel of a chunk of rows. */
export function outerScratch(): number {
  return CHUNK * PANEL + TILE;
}

/**
 * Floats that one thread of a recurrence with `gates` gates needs: the packed recurrent weights, a row of zeros to
 * start from, and what two states carry from step to step.
 */
export function recurrentScratch(units: number, gates: number): number {
  const packed = Math.max(roundUp(units, PANEL) * gates * units, units * roundUp(gates * units, PANEL));
  return roundUp(packed + gates * units, PANEL) + PANEL + 2 * LEARNERS * roundUp(units, PANEL) + TILE;
}
