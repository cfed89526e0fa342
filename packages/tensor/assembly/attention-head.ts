import { decayOfRow, LOG2_E, multiplyRows, powersOfRow } from "./attention-rows";
import { tileFromColumns, tileFromRows } from "./attention-tiles";
import { storeColumns } from "./columns";
import { packTransposed } from "./packing";

// One head of one learner. Twelve queries are worked on together, with all their scores; then the next twelve. Nothing
// of the size of steps times steps is kept. Addresses and strides are bytes, counts are elements.
//
// Columns that a query does not see have weight 0; yet a NaN in a value there makes NaN of the queries before it in the
// same block, since 0 NaN is NaN.

// @ts-expect-error: decorator
@inline
export const BLOCK: i32 = 12;
/** Rows of a tile, and the floats that its columns lie apart. */
// @ts-expect-error: decorator
@inline
const TILE: i32 = 6;
// @ts-expect-error: decorator
@inline
export const PANEL: usize = 32;

/** Where the pieces of a thread's scratch are, and how large. */
@unmanaged
export class Head {
  width: i32;
  /** The width, and the steps, padded to whole tiles. */
  depth: i32;
  columns: i32;
  rowStride: usize;
  depthStride: usize;
  /** Keys [depth, columns]; values [columns, depth]. */
  keysTransposed: usize;
  values: usize;
  /** For the way back: keys [columns, depth], values [depth, columns], gradients of both [columns, depth]. */
  keys: usize;
  valuesTransposed: usize;
  dkeys: usize;
  dvalues: usize;
  /** Rows of a block [12, columns]. */
  weights: usize;
  gradients: usize;
  scores: usize;
  effects: usize;
  slopes: usize;
  /** Of a block: queries and gradients as two panels [depth, 8 of which 6] and as rows [12, depth]; a result. */
  queryPanels: usize;
  gradientPanels: usize;
  queryRows: usize;
  gradientRows: usize;
  result: usize;
  /** The factors of a block's rows of weights. */
  shares: usize;
}

/** Floats of scratch for the fields above, and behind them for the shares. */
// @ts-expect-error: decorator
@inline
const FIELDS: i32 = 32;
// @ts-expect-error: decorator
@inline
const HEADER: i32 = 48;

function place(at: usize, count: i32): usize {
  return at + (<usize>count << 2);
}

/** Lays a head out in scratch; the sum of it all is `attentionScratch`. */
export function layOutHead(scratch: usize, part: i32, steps: i32, width: i32): Head {
  const columns = 24 * max((steps + 23) / 24, 1);
  const depth = (width + 7) & ~7;
  const square = columns * depth;
  const size = HEADER + 6 * square + 5 * BLOCK * columns + (2 * 16 + 3 * BLOCK) * depth;
  // Not among static data: all threads see those.
  const start = scratch + <usize>part * (<usize>size << 2);
  const head = changetype<Head>(start);
  head.shares = place(start, FIELDS);
  head.width = width;
  head.depth = depth;
  head.columns = columns;
  head.rowStride = <usize>columns << 2;
  head.depthStride = <usize>depth << 2;
  head.keysTransposed = place(start, HEADER);
  head.values = place(head.keysTransposed, square);
  head.weights = place(head.values, square);
  head.scores = place(head.weights, BLOCK * columns);
  head.effects = place(head.scores, BLOCK * columns);
  head.slopes = place(head.effects, BLOCK * columns);
  head.queryPanels = place(head.slopes, BLOCK * columns);
  head.result = place(head.queryPanels, 16 * depth);
  head.queryRows = place(head.result, BLOCK * depth);
  head.gradientRows = place(head.queryRows, BLOCK * depth);
  head.gradientPanels = place(head.gradientRows, BLOCK * depth);
  head.gradients = place(head.gradientPanels, 16 * depth);
  head.keys = place(head.gradients, BLOCK * columns);
  head.valuesTransposed = place(head.keys, square);
  head.dkeys = place(head.valuesTransposed, square);
  head.dvalues = place(head.dkeys, square);
  return head;
}

/** Scores are multiples of ln(2), so that weights are powers of two. */
export function queryScale(width: i32): f32 {
  return LOG2_E / sqrt<f32>(<f32>width);
}

/** A block's rows as two panels. */
export function packPanels(head: Head, from: usize, stride: usize, rows: i32, to: usize, factor: f32): void {
  packTransposed(from, stride, min(rows, TILE), head.width, to, PANEL, factor);
  if (rows <= TILE) return;
  packTransposed(from + TILE * stride, stride, rows - TILE, head.width, to + <usize>head.depth * PANEL, PANEL, factor);
}

/** to [rows, columns] = panels times a matrix [width, columns]. */
export function multiplyPanels(head: Head, panels: usize, matrix: usize, rows: i32, columns: i32, to: usize): void {
  const stride = head.rowStride;
  for (let r = 0; r < rows; r += TILE) {
    for (let c = 0; c < columns; c += 8) {
      const at = <usize>c << 2;
      tileFromColumns(panels, PANEL, matrix + at, stride, head.width, to + at, stride, false);
    }
    panels += <usize>head.depth * PANEL;
    to += TILE * stride;
  }
}

/** The block's result [rows, depth] = rows of weights or gradients times a matrix [columns, depth]. */
export function multiplyRowsWith(head: Head, from: usize, matrix: usize, rows: i32, columns: i32): void {
  let to = head.result;
  for (let r = 0; r < rows; r += TILE) {
    for (let c = 0; c < head.depth; c += 8) {
      const at = <usize>c << 2;
      tileFromRows(from, head.rowStride, matrix + at, head.depthStride, columns, to + at, head.depthStride);
    }
    from += TILE * head.rowStride;
    to += TILE * head.depthStride;
  }
}

/** Row `row`'s weights up to a factor, which is returned, from its scores. Zeros up to `columns`. */
export function weighRow(head: Head, row: i32, seen: i32, columns: i32, decays: bool, step: i32, rate: f32): f32 {
  const at = <usize>row * head.rowStride;
  const weights = head.weights + at;
  let scores = head.scores + at;
  if (decays) {
    const effects = head.effects + at;
    decayOfRow(scores, weights, effects, head.slopes + at, seen, columns, step, rate);
    multiplyRows(scores, effects, weights, (seen + 3) & ~3);
    scores = weights;
  }
  const sum = powersOfRow(scores, weights, seen, columns);
  return seen === 0 ? 0 : 1 / sum;
}

/** Row `row` of the result, times a factor, to y. */
export function storeResultRow(head: Head, row: i32, y: usize, factor: f32): void {
  const from = head.result + <usize>row * head.depthStride;
  const factors = f32x4.splat(factor);
  for (let c = 0; c < head.width; c += 4) {
    const at = <usize>c << 2;
    storeColumns(y + at, f32x4.mul(v128.load(from + at), factors), head.width - c);
  }
}
