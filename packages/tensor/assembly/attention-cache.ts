import {
  BLOCK,
  layOutHead,
  multiplyBlock,
  multiplyRowsWith,
  storeResultRow,
  weighRow,
} from "./attention-head";
import { LOG2_E } from "./attention-rows";
import { packRows, packTransposed } from "./packing";
import { firstOf } from "./partition";

// What the kernel means stands in src/kernels/reference/attention.ts. Addresses are elements of four bytes.

export function attendCache(
  q: i32,
  k: i32,
  v: i32,
  y: i32,
  decay: i32,
  lengths: i32,
  starts: i32,
  scratch: i32,
  b: i32,
  n: i32,
  l: i32,
  d: i32,
  heads: i32,
  shared: i32,
  strict: i32,
  part: i32,
  parts: i32,
): void {
  const width = d / heads;
  const stride = <usize>d << 2;
  const scale: f32 = 1 / sqrt<f32>(<f32>width);
  const head = layOutHead(<usize>scratch << 2, part, l, width);
  const lastUnit = firstOf(b * heads, 1, part + 1, parts);
  for (let unit = firstOf(b * heads, 1, part, parts); unit < lastUnit; unit++) {
    const learner = unit / heads;
    const column = <usize>((unit % heads) * width) << 2;
    const rate: f32 = decay < 0 ? 0 : load<f32>(<usize>(decay + (unit % heads)) << 2);
    const seen = load<i32>(<usize>(lengths + learner) << 2);
    const start = starts < 0 ? 0 : load<i32>(<usize>(starts + learner) << 2);
    // Oldest first; the ring's second piece overwrites the zeros that packing the first one left behind.
    memory.fill(head.keysTransposed, 0, head.weights - head.keysTransposed);
    const room = (<usize>(learner * l) * stride) + column;
    const first = min(seen, l - start);
    let from = room + <usize>start * stride;
    packTransposed((<usize>k << 2) + from, stride, first, width, head.keysTransposed, head.rowStride, LOG2_E);
    packRows((<usize>v << 2) + from, stride, first, width, head.values, head.depthStride, 1);
    if (first < seen) {
      from = room;
      const at = <usize>first << 2;
      packTransposed((<usize>k << 2) + from, stride, seen - first, width, head.keysTransposed + at, head.rowStride, LOG2_E);
      packRows((<usize>v << 2) + from, stride, seen - first, width, head.values + <usize>first * head.depthStride, head.depthStride, 1);
    }
    const columns = (seen + 7) & ~7;
    const queries = (<usize>q << 2) + (shared === 1 ? 0 : <usize>(learner * n) * stride) + column;
    for (let query = 0; query < n; query += BLOCK) {
      const rows = min(BLOCK, n - query);
      packRows(queries + <usize>query * stride, stride, rows, width, head.queryRows, head.depthStride, scale);
      multiplyBlock(head, head.queryRows, head.keysTransposed, rows, columns, head.scores);
      for (let r = 0; r < rows; r++) {
        const share = weighRow(head, r, seen, columns, decay >= 0, seen - 1 + strict, rate);
        store<f32>(head.shares + (<usize>r << 2), share);
      }
      multiplyRowsWith(head, head.weights, head.values, rows, columns);
      for (let r = 0; r < rows; r++) {
        const to = (<usize>y << 2) + <usize>(learner * n + query + r) * stride + column;
        storeResultRow(head, r, to, load<f32>(head.shares + (<usize>r << 2)));
      }
    }
  }
}
