import { packPanels, panelColumns, tileRows } from "./panels";
import { firstOf } from "./partition";
import { panelProduct } from "./tile";

// What each kernel means stands in src/kernels/reference/linear.ts. Addresses are elements of four bytes.

/** Bytes of x that are gone through panel after panel: they should stay in the second-level cache. */
const BLOCK_BYTES: i32 = 1 << 17;
/** Rows up to which packing costs more than it saves. */
const FEW_ROWS: i32 = 6;
/** Addresses and a spare tile at the end of a thread's scratch, in elements. */
const TILE: i32 = 256;

/** Room for the addresses of a tile's starts, above the spare tile. */
const STARTS: i32 = 128;

export function matrixProduct(
  x: i32,
  w: i32,
  bias: i32,
  y: i32,
  m: i32,
  k: i32,
  n: i32,
  rowStep: i32,
  columnStep: i32,
  accumulate: i32,
  scratch: i32,
  room: i32,
  part: i32,
  parts: i32,
): void {
  const width = panelColumns();
  // With few rows a thread packs what it alone works on.
  const byColumns = m < 256 && n >= 4 * width * parts;
  const firstRow = byColumns ? 0 : firstOf(m, 1, part, parts);
  const lastRow = byColumns ? m : firstOf(m, 1, part + 1, parts);
  const firstColumn = byColumns ? firstOf(n, width, part, parts) : 0;
  const lastColumn = byColumns ? firstOf(n, width, part + 1, parts) : n;
  if (firstRow >= lastRow || firstColumn >= lastColumn) return;

  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const spare = own + ((<usize>room - TILE) << 2);
  const zeros = own + ((<usize>room - TILE - <usize>n - 16) << 2);
  let starts: usize = 0;
  if (accumulate === 0) {
    starts = spare + (STARTS << 2);
    if (bias < 0) memory.fill(zeros, 0, <usize>n << 2);
    for (let r = 0; r < 6; r++) store<u32>(starts + (r << 2), <u32>(bias < 0 ? zeros : <usize>bias << 2));
  }

  const rowBytes = <usize>rowStep << 2;
  const columnBytes = <usize>columnStep << 2;
  const from = <usize>w << 2;
  const direct = m <= FEW_ROWS && columnStep === 1;
  if (!direct) {
    packPanels(from + <usize>firstColumn * columnBytes, rowBytes, columnBytes, k, lastColumn - firstColumn, own);
  }

  const xRow = <usize>k << 2;
  const yRow = <usize>n << 2;
  const most = tileRows();
  const block = max(4 * most, BLOCK_BYTES / max(1, 4 * k));
  for (let r = firstRow; r < lastRow; r += block) {
    const rows = min(block, lastRow - r);
    const px = (<usize>x << 2) + <usize>r * xRow;
    const py = (<usize>y << 2) + <usize>r * yRow;
    let panel = own;
    for (let c = firstColumn; c < lastColumn; c += width) {
      const column = <usize>c << 2;
      const pw = direct ? from + column : panel;
      const wStep = direct ? rowBytes : <usize>width << 2;
      const columns = min(width, lastColumn - c);
      panelProduct(rows, columns, px, xRow, 4, pw, wStep, k, starts, 0, column, py + column, yRow, spare);
      panel += <usize>(k * width) << 2;
    }
  }
}

/** Bytes of x that are gone through panel after panel in outer products: they should stay in the first-level cache. */
const CHUNK_BYTES: i32 = 1 << 17;
/** Floats of dy that are packed at a time, unless 16 rows are more (`outerScratch`, kernel-scratch.ts). */
const CHUNK: i32 = 1 << 16;

/**
 * The columns `first` to `last` of dw `[K, N]` += transpose of x times dy over m rows, rows of x and dy at steps of
 * bytes. `own` is room for what is packed, `spare` for a tile.
 */
export function addOuterColumns(
  x: usize,
  xStep: usize,
  dy: usize,
  dyStep: usize,
  dw: usize,
  m: i32,
  k: i32,
  n: i32,
  first: i32,
  last: i32,
  own: usize,
  spare: usize,
): void {
  const width = panelColumns();
  if (first >= last) return;
  const padded = (last - first + width - 1) / width * width;
  const most = max(16, min(CHUNK / padded, CHUNK_BYTES / max(1, 4 * k)));
  const chunks = (m + most - 1) / most;
  const yRow = <usize>n << 2;
  for (let e = 0; e < chunks; e++) {
    const from = firstOf(m, 1, e, chunks);
    const rows = firstOf(m, 1, e + 1, chunks) - from;
    const px = x + <usize>from * xStep;
    packPanels(dy + <usize>from * dyStep + (<usize>first << 2), dyStep, 4, rows, last - first, own);
    let panel = own;
    for (let c = first; c < last; c += width) {
      const y = dw + (<usize>c << 2);
      panelProduct(k, min(width, last - c), px, 4, xStep, panel, <usize>width << 2, rows, 0, 0, 0, y, yRow, spare);
      panel += <usize>(rows * width) << 2;
    }
  }
}

export function outerProducts(
  x: i32,
  dy: i32,
  dw: i32,
  m: i32,
  k: i32,
  n: i32,
  scratch: i32,
  room: i32,
  part: i32,
  parts: i32,
): void {
  const width = panelColumns();
  const own = (<usize>scratch + <usize>part * <usize>room) << 2;
  const spare = own + ((<usize>room - TILE) << 2);
  const px = <usize>x << 2;
  const pdy = <usize>dy << 2;
  const pdw = <usize>dw << 2;
  if (n >= 2 * width * parts || k < tileRows() * parts) {
    const first = firstOf(n, width, part, parts);
    const last = firstOf(n, width, part + 1, parts);
    addOuterColumns(px, <usize>k << 2, pdy, <usize>n << 2, pdw, m, k, n, first, last, own, spare);
    return;
  }
  // Few columns: threads share the rows of dw.
  const first = firstOf(k, 1, part, parts);
  const rows = firstOf(k, 1, part + 1, parts) - first;
  const left = px + (<usize>first << 2);
  const target = pdw + ((<usize>first * <usize>n) << 2);
  addOuterColumns(left, <usize>k << 2, pdy, <usize>n << 2, target, m, rows, n, 0, n, own, spare);
}
