import { LOG2_E, powersOfRow, scaleRow } from "./attention-rows";
import { multiplyTiles } from "./attention-tiles";
import { loadColumns } from "./columns";
import { packRows } from "./packing";
import { firstOf } from "./partition";
import { multiplyAdd, sumLanes } from "./vector";

// What the kernel means stands in src/kernels/reference/level-items.ts. Addresses are elements of four bytes in the
// kernel's arguments, and bytes below them.

/** Items that are worked on together: the rows of a tile. */
// @ts-expect-error: decorator
@inline const TILE: i32 = 6;

/** Items that all learners are taken through before the next: their rows should stay in the second-level cache. */
const ITEMS_AT_ONCE: i32 = 96;

// @ts-expect-error: decorator
@inline
function padded(count: i32): i32 {
  return (count + 7) & ~7;
}

/** Bytes of scratch a thread, as levelItemsScratch. */
function scratchSize(f: i32, h: i32, l: i32): usize {
  const levels = padded(l);
  const size = (f + TILE) * levels + TILE * padded(f) + (l + TILE) * padded(h) + TILE * levels + levels;
  return <usize>((size + 15) / 16) * 64;
}

/** to = relu(item + state), whole vectors: what lies beyond `width` is zeros. */
function addRectified(item: usize, state: usize, width: i32, to: usize): void {
  const zero = f32x4.splat(0);
  for (let c = 0; c < width; c += 4) {
    const at = <usize>c << 2;
    const x = f32x4.add(loadColumns(item + at, width - c), loadColumns(state + at, width - c));
    v128.store(to + at, f32x4.pmax(x, zero));
  }
}

/** relu(mixed + item + state) . output. */
function rectifiedProduct(mixed: usize, item: usize, state: usize, output: usize, width: i32): f32 {
  const zero = f32x4.splat(0);
  let sum = zero;
  let c = 0;
  for (; c + 4 <= width; c += 4) {
    const at = <usize>c << 2;
    const x = f32x4.add(f32x4.add(v128.load(item + at), v128.load(state + at)), v128.load(mixed + at));
    sum = multiplyAdd(f32x4.pmax(x, zero), v128.load(output + at), sum);
  }
  if (c < width) {
    const at = <usize>c << 2;
    const few = width - c;
    const own = f32x4.add(loadColumns(item + at, few), loadColumns(state + at, few));
    const x = f32x4.add(own, v128.load(mixed + at));
    sum = multiplyAdd(f32x4.pmax(x, zero), loadColumns(output + at, few), sum);
  }
  return sumLanes(sum);
}

/** Turns rows [rows, columns] of products with the judging layer into the weights of `levels` levels. */
function weighLevels(row: usize, rows: i32, bias: usize, levels: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    for (let c: usize = 0; c < <usize>columns << 2; c += 16) {
      v128.store(row + c, f32x4.add(v128.load(row + c), v128.load(bias + c)));
    }
    scaleRow(row, columns, 1 / powersOfRow(row, row, levels, columns));
    row += <usize>columns << 2;
  }
}

export function levelLogits(
  keys: i32,
  judgeItems: i32,
  judgeStates: i32,
  judgeOutput: i32,
  judgeBias: i32,
  items: i32,
  states: i32,
  levels: i32,
  output: i32,
  bias: i32,
  y: i32,
  scratch: i32,
  b: i32,
  n: i32,
  f: i32,
  h: i32,
  l: i32,
  shared: i32,
  part: i32,
  parts: i32,
): void {
  const firstLearner = firstOf(b, 1, part, parts);
  const lastLearner = firstOf(b, 1, part + 1, parts);
  if (firstLearner === lastLearner) return;
  const columns = padded(l);
  const levelStride = <usize>columns << 2;
  const judgeStride = <usize>padded(f) << 2;
  const stride = <usize>padded(h) << 2;
  const packedOutput = (<usize>scratch << 2) + <usize>part * scratchSize(f, h, l);
  const packedLevels = packedOutput + <usize>f * levelStride;
  const packedBias = packedLevels + <usize>l * stride;
  const judged = packedBias + levelStride;
  const weights = judged + TILE * judgeStride;
  const mixed = weights + TILE * levelStride;
  packRows(<usize>judgeOutput << 2, <usize>l << 2, f, l, packedOutput, levelStride, LOG2_E);
  packRows(<usize>judgeBias << 2, 0, 1, l, packedBias, levelStride, LOG2_E);
  packRows(<usize>levels << 2, <usize>h << 2, l, h, packedLevels, stride, 1);

  const judgeRow = <usize>f << 2;
  const row = <usize>h << 2;
  for (let first = 0; first < n; first += ITEMS_AT_ONCE) {
    const last = min(n, first + ITEMS_AT_ONCE);
    for (let learner = firstLearner; learner < lastLearner; learner++) {
      const list = <usize>(keys + (shared === 1 ? 0 : learner * n)) << 2;
      const judgeState = (<usize>judgeStates << 2) + <usize>learner * judgeRow;
      const state = (<usize>states << 2) + <usize>learner * row;
      for (let item = first; item < last; item += TILE) {
        const rows = min(TILE, last - item);
        for (let r = 0; r < rows; r++) {
          // Without an item any row will do.
          const key = max(0, load<i32>(list + (<usize>(item + r) << 2)));
          addRectified((<usize>judgeItems << 2) + <usize>key * judgeRow, judgeState, f, judged + <usize>r * judgeStride);
        }
        multiplyTiles(judged, judgeStride, packedOutput, levelStride, f, weights, levelStride, columns / 8, rows);
        weighLevels(weights, rows, packedBias, l, columns);
        multiplyTiles(weights, levelStride, packedLevels, stride, l, mixed, stride, padded(h) / 8, rows);
        for (let r = 0; r < rows; r++) {
          const key = load<i32>(list + (<usize>(item + r) << 2));
          let logit: f32 = 0;
          if (key >= 0) {
            const own = (<usize>items << 2) + <usize>key * row;
            const sum = rectifiedProduct(mixed + <usize>r * stride, own, state, <usize>output << 2, h);
            logit = sum + load<f32>(<usize>(bias + key) << 2);
          }
          store<f32>(<usize>(y + learner * n + item + r) << 2, logit);
        }
      }
    }
  }
}
