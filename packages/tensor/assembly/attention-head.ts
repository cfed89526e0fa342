import { decayOfRow, multiplyRows, powersOfRow } from "./attention-rows";
import { multiplyTiles } from "./attention-tiles";
import { storeColumns } from "./columns";

// One head of one learner. Twelve queries are worked on together, with all their scores; then the next twelve. Nothing
// of the size of steps times steps is kept. Addresses and strides are bytes, counts are elements.
//
// Columns that a query does not see have weight 0; yet a NaN in a value there makes NaN of the queries before it in the
// same block, since 0 NaN is NaN.

// @ts-expect-error: decorator
@inline
export const BLOCK: i32 = 12;
/** Rows of a tile. */
// @ts-expect-error: decorator
@inline
const TILE: i32 = 6;

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
  /** Of a block: queries, gradients and a result [12, depth]. */
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
  const size = HEADER + 6 * square + 5 * BLOCK * columns + 3 * BLOCK * depth;
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
  head.result = place(head.slopes, BLOCK * columns);
  head.queryRows = place(head.result, BLOCK * depth);
  head.gradientRows = place(head.queryRows, BLOCK * depth);
  head.gradients = place(head.gradientRows, BLOCK * depth);
  head.keys = place(head.gradients, BLOCK * columns);
  head.valuesTransposed = place(head.keys, square);
  head.dkeys = place(head.valuesTransposed, square);
  head.dvalues = place(head.dkeys, square);
  return head;
}

/** to [rows, columns] = a block's rows [rows, depth] times a matrix [depth, columns]. */
export function multiplyBlock(head: Head, from: usize, matrix: usize, rows: i32, columns: i32, to: usize): void {
  const tiles = columns / 8;
  for (let r = 0; r < rows; r += TILE) {
    multiplyTiles(from, head.depthStride, matrix, head.rowStride, head.width, to, head.rowStride, tiles, rows - r);
    from += TILE * head.depthStride;
    to += TILE * head.rowStride;
  }
}

/** The block's result [rows, depth] = rows of weights or gradients times a matrix [columns, depth]. */
export function multiplyRowsWith(head: Head, from: usize, matrix: usize, rows: i32, columns: i32): void {
  const tiles = head.depth / 8;
  let to = head.result;
  for (let r = 0; r < rows; r += TILE) {
    multiplyTiles(from, head.rowStride, matrix, head.depthStride, columns, to, head.depthStride, tiles, rows - r);
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
