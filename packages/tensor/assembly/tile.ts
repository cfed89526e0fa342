import { panelColumns, tileRows } from "./panels";
import { tile8x1, tile8x2, tile8x3, tile8x4, tile8x5, tile8x6 } from "./tile-8";
import { tile16x1, tile16x2, tile16x3, tile16x4 } from "./tile-16";

function tile(
  rows: i32,
  wide: bool,
  x: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  column: usize,
  y: usize,
  yRow: usize,
): void {
  if (wide) {
    if (rows === 4) tile16x4(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
    else if (rows === 3) tile16x3(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
    else if (rows === 2) tile16x2(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
    else tile16x1(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
    return;
  }
  if (rows === 6) tile8x6(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
  else if (rows === 5) tile8x5(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
  else if (rows === 4) tile8x4(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
  else if (rows === 3) tile8x3(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
  else if (rows === 2) tile8x2(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
  else tile8x1(x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
}

/** Copies `columns` floats of each row. */
function copyBlock(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) store<f32>(to + (c << 2), load<f32>(from + (c << 2)));
    from += fromRow;
    to += toRow;
  }
}

/**
 * One panel of w against many rows, in tiles as equal in height as can be: `y[r, c] = start + sum of x[r, i] w[i, c]`
 * for c < `columns`; see tile-8.ts for the steps. A panel that is not full goes through `spare` `[6, 16]`, so that
 * nothing is written beside y; what lies to the right of x, w, and the starts may be read, and counts for nothing.
 */
export function panelProduct(
  rows: i32,
  columns: i32,
  x: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  startStep: usize,
  column: usize,
  y: usize,
  yRow: usize,
  spare: usize,
): void {
  const width = panelColumns();
  const most = tileRows();
  const tiles = (rows + most - 1) / most;
  if (tiles === 0) return;
  const least = rows / tiles;
  const higher = rows % tiles;
  const full = columns === width;
  for (let k = 0; k < tiles; k++) {
    const height = least + i32(k < higher);
    if (full) tile(height, width === 16, x, xRow, xStep, w, wStep, count, starts, column, y, yRow);
    else {
      if (starts === 0) copyBlock(y, yRow, spare, 64, height, columns);
      tile(height, width === 16, x, xRow, xStep, w, wStep, count, starts, column, spare, 64);
      copyBlock(spare, 64, y, yRow, height, columns);
    }
    x += <usize>height * xRow;
    y += <usize>height * yRow;
    starts += <usize>height * startStep;
  }
}
