/** Columns of the widest panel into which the right side of a product is packed. */
const PANEL = 16;
/** Rows at most that a recurrence takes through all steps together. */
const LEARNERS = 48;
/** Rows of both sides that are packed at a time for outer products. */
const CHUNK = 64;
/** Room for one tile and for the addresses its rows start from. */
const TILE = 256;

function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}

/** Floats that one thread of `matrixProduct` needs for itself: a panel of the right side `[k, PANEL]`. */
export function matrixScratch(k: number): number {
  return roundUp(PANEL * k + TILE, PANEL);
}

/** Floats that one thread of `outerProducts` or `recurrentProducts` needs: a chunk of the left side `[CHUNK, k]`, a panel of the right. */
export function outerScratch(k: number): number {
  return CHUNK * (roundUp(k, PANEL) + PANEL) + TILE;
}

/**
 * Floats that one thread of a recurrence with `gates` gates needs: the packed recurrent weights, a row of zeros to
 * start from, and what two states carry from step to step.
 */
export function recurrentScratch(units: number, gates: number): number {
  const packed = Math.max(roundUp(units, PANEL) * gates * units, units * roundUp(gates * units, PANEL));
  return roundUp(packed + gates * units, PANEL) + PANEL + 2 * LEARNERS * roundUp(units, PANEL) + TILE;
}
