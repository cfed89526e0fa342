import {
  BLOCK,
  Head,
  layOutHead,
  multiplyBlock,
  multiplyRowsWith,
  storeResultRow,
  weighRow,
} from "./attention-head";
import { decayBackwardRow, LOG2_E, scaleRow, softmaxBackwardRow } from "./attention-rows";
import { addOuterTiles } from "./attention-tiles";
import { addRows, packRows, packTransposed } from "./packing";
import { firstOf } from "./partition";

// What each kernel means stands in src/kernels/reference/attention.ts. Addresses are elements of four bytes.

export function causalAttention(
  q: i32,
  k: i32,
  v: i32,
  y: i32,
  decay: i32,
  scratch: i32,
  b: i32,
  t: i32,
  d: i32,
  heads: i32,
  strict: i32,
  part: i32,
  parts: i32,
): void {
  const width = d / heads;
  const stride = <usize>d << 2;
  const scale: f32 = 1 / sqrt<f32>(<f32>width);
  const head = layOutHead(<usize>scratch << 2, part, t, width);
  memory.fill(head.keysTransposed, 0, head.weights - head.keysTransposed);
  const lastUnit = firstOf(b * heads, 1, part + 1, parts);
  for (let unit = firstOf(b * heads, 1, part, parts); unit < lastUnit; unit++) {
    const first = <usize>((unit / heads) * t * d + (unit % heads) * width) << 2;
    const rate: f32 = decay < 0 ? 0 : load<f32>(<usize>(decay + (unit % heads)) << 2);
    packTransposed((<usize>k << 2) + first, stride, t, width, head.keysTransposed, head.rowStride, LOG2_E);
    packRows((<usize>v << 2) + first, stride, t, width, head.values, head.depthStride, 1);
    for (let step = 0; step < t; step += BLOCK) {
      const rows = min(BLOCK, t - step);
      const columns = (step + rows + 7) & ~7;
      const at = first + <usize>step * stride;
      packRows((<usize>q << 2) + at, stride, rows, width, head.queryRows, head.depthStride, scale);
      multiplyBlock(head, head.queryRows, head.keysTransposed, rows, columns, head.scores);
      for (let r = 0; r < rows; r++) {
        const seen = step + r + 1 - strict;
        const share = weighRow(head, r, seen, columns, decay >= 0, step + r, rate);
        store<f32>(head.shares + (<usize>r << 2), share);
      }
      multiplyRowsWith(head, head.weights, head.values, rows, columns);
      for (let r = 0; r < rows; r++) {
        storeResultRow(head, r, (<usize>y << 2) + at + <usize>r * stride, load<f32>(head.shares + (<usize>r << 2)));
      }
    }
  }
}

/** to [columns, depth] += the transpose of rows [rows, columns] times matrix [rows, depth]. */
function addOuterProducts(head: Head, from: usize, matrix: usize, rows: i32, columns: i32, to: usize): void {
  const tiles = (columns + 5) / 6;
  for (let c = 0; c < head.depth; c += 8) {
    const at = <usize>c << 2;
    addOuterTiles(from, head.rowStride, matrix + at, head.depthStride, rows, to + at, head.depthStride, tiles);
  }
}

export function causalAttentionBackward(
  q: i32,
  k: i32,
  v: i32,
  dy: i32,
  dq: i32,
  dk: i32,
  dv: i32,
  decay: i32,
  drates: i32,
  scratch: i32,
  b: i32,
  t: i32,
  d: i32,
  heads: i32,
  strict: i32,
  part: i32,
  parts: i32,
): void {
  const width = d / heads;
  const stride = <usize>d << 2;
  const scale: f32 = 1 / sqrt<f32>(<f32>width);
  const head = layOutHead(<usize>scratch << 2, part, t, width);
  const square = <usize>head.columns * head.depthStride;
  memory.fill(head.keysTransposed, 0, 2 * square);
  memory.fill(head.keys, 0, 2 * square);
  const lastUnit = firstOf(b * heads, 1, part + 1, parts);
  for (let unit = firstOf(b * heads, 1, part, parts); unit < lastUnit; unit++) {
    const first = <usize>((unit / heads) * t * d + (unit % heads) * width) << 2;
    const rate: f32 = decay < 0 ? 0 : load<f32>(<usize>(decay + (unit % heads)) << 2);
    packTransposed((<usize>k << 2) + first, stride, t, width, head.keysTransposed, head.rowStride, LOG2_E);
    packTransposed((<usize>v << 2) + first, stride, t, width, head.valuesTransposed, head.rowStride, 1);
    packRows((<usize>k << 2) + first, stride, t, width, head.keys, head.depthStride, 1);
    memory.fill(head.dkeys, 0, 2 * square);
    let drate: f32 = 0;
    for (let step = 0; step < t; step += BLOCK) {
      const rows = min(BLOCK, t - step);
      const columns = (step + rows + 7) & ~7;
      // Outer products take six columns at a time.
      const cleared = min(columns + 8, head.columns);
      const at = first + <usize>step * stride;
      packRows((<usize>q << 2) + at, stride, rows, width, head.queryRows, head.depthStride, scale);
      packRows((<usize>dy << 2) + at, stride, rows, width, head.gradientRows, head.depthStride, 1);
      multiplyBlock(head, head.queryRows, head.keysTransposed, rows, columns, head.scores);
      multiplyBlock(head, head.gradientRows, head.valuesTransposed, rows, columns, head.gradients);
      for (let r = 0; r < rows; r++) {
        const seen = step + r + 1 - strict;
        const row = <usize>r * head.rowStride;
        const share = weighRow(head, r, seen, cleared, decay >= 0, step + r, rate);
        scaleRow(head.weights + row, columns, share);
        const gradients = head.gradients + row;
        for (let c = columns; c < cleared; c += 4) v128.store(gradients + (<usize>c << 2), f32x4.splat(0));
        softmaxBackwardRow(head.weights + row, gradients, columns);
        if (decay >= 0) {
          drate += decayBackwardRow(gradients, head.scores + row, head.effects + row, head.slopes + row, seen);
        }
      }
      multiplyRowsWith(head, head.gradients, head.keys, rows, columns);
      addRows(head.result, head.depthStride, rows, width, (<usize>dq << 2) + at, stride, scale);
      addOuterProducts(head, head.gradients, head.queryRows, rows, columns, head.dkeys);
      addOuterProducts(head, head.weights, head.gradientRows, rows, columns, head.dvalues);
    }
    addRows(head.dkeys, head.depthStride, t, width, (<usize>dk << 2) + first, stride, 1);
    addRows(head.dvalues, head.depthStride, t, width, (<usize>dv << 2) + first, stride, 1);
    if (decay >= 0) store<f32>(<usize>(drates + unit) << 2, drate);
  }
}
