import { LOG2_E } from "./attention-rows";
import { loadColumns } from "./columns";
import { firstOf } from "./partition";
import { powerOfTwo4 } from "./power-of-two";
import { multiplyAdd } from "./vector";

// What the kernel means stands in src/kernels/reference/level-items.ts. Addresses are elements of four bytes in the
// kernel's arguments, and bytes below them.
//
// Eight items stand side by side in two vectors, and five columns of weights beside them: their ten sums stay in
// registers, and each weight is read from a fixed distance. The loops are exported, so that the optimiser leaves them
// functions of their own, each with all registers to itself.

/** Items that are worked on together, and the bytes of a row of them. */
// @ts-expect-error: decorator
@inline const ITEMS: i32 = 8;
// @ts-expect-error: decorator
@inline const ROW: usize = 32;

/** Columns of weights that are worked on together. */
// @ts-expect-error: decorator
@inline const COLUMNS: i32 = 5;

/** Rounded up to whole groups of columns. */
// @ts-expect-error: decorator
@inline
function padded(count: i32): i32 {
  return ((count + COLUMNS - 1) / COLUMNS) * COLUMNS;
}

/** Bytes of `count` floats, up to whole cache lines. */
// @ts-expect-error: decorator
@inline
function room(count: i32): usize {
  return <usize>((count + 15) & ~15) << 2;
}

/** Writes rows `keys` of a table `[K, width]` side by side: `[width, 8]`, and zeros up to the next multiple of four rows. */
function packItems(table: usize, keys: usize, items: i32, width: i32, to: usize): void {
  const stride = <usize>width << 2;
  for (let lane = 0; lane < ITEMS; lane += 4) {
    // Without an item any row will do.
    const r0 = table + <usize>max(0, lane < items ? load<i32>(keys + (<usize>lane << 2)) : 0) * stride;
    const r1 = table + <usize>max(0, lane + 1 < items ? load<i32>(keys + (<usize>lane << 2), 4) : 0) * stride;
    const r2 = table + <usize>max(0, lane + 2 < items ? load<i32>(keys + (<usize>lane << 2), 8) : 0) * stride;
    const r3 = table + <usize>max(0, lane + 3 < items ? load<i32>(keys + (<usize>lane << 2), 12) : 0) * stride;
    let y = to + (<usize>lane << 2);
    for (let c = 0; c < width; c += 4) {
      const at = <usize>c << 2;
      const x0 = loadColumns(r0 + at, width - c);
      const x1 = loadColumns(r1 + at, width - c);
      const x2 = loadColumns(r2 + at, width - c);
      const x3 = loadColumns(r3 + at, width - c);
      const a = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
      const b = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const e = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(y, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
      v128.store(y, v128.shuffle<f32>(a, b, 2, 3, 6, 7), 32);
      v128.store(y, v128.shuffle<f32>(d, e, 0, 1, 4, 5), 64);
      v128.store(y, v128.shuffle<f32>(d, e, 2, 3, 6, 7), 96);
      y += 4 * ROW;
    }
  }
}

/** Writes a matrix `[rows, columns]` times a factor in panels of five columns `[rows, 5]`, zeros where there are none. */
function packPanels(from: usize, rows: i32, columns: i32, to: usize, factor: f32): void {
  for (let c = 0; c < columns; c += COLUMNS) {
    for (let r = 0; r < rows; r++) {
      for (let k = c; k < c + COLUMNS; k++) {
        store<f32>(to, k < columns ? factor * load<f32>(from + (<usize>(r * columns + k) << 2)) : 0);
        to += 4;
      }
    }
  }
}

/** to `[count, 8]` = relu(items `[count, 8]` + state `[count]`). */
export function rectifyItems(items: usize, state: usize, count: i32, to: usize): void {
  const zero = f32x4.splat(0);
  for (let k = 0; k < count; k++) {
    const own = v128.load32_splat(state);
    v128.store(to, f32x4.pmax(f32x4.add(v128.load(items), own), zero));
    v128.store(to, f32x4.pmax(f32x4.add(v128.load(items, 16), own), zero), 16);
    state += 4;
    items += ROW;
    to += ROW;
  }
}

/** to `[5, 8]` = the transpose of a panel `[count, 5]` times x `[count, 8]`: five columns of weights, ten sums. */
export function multiplyPanel(x: usize, panel: usize, count: i32, to: usize): void {
  let a0 = f32x4.splat(0);
  let b0 = a0;
  let a1 = a0;
  let b1 = a0;
  let a2 = a0;
  let b2 = a0;
  let a3 = a0;
  let b3 = a0;
  let a4 = a0;
  let b4 = a0;
  for (let k = 0; k < count; k++) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    let s = v128.load32_splat(panel);
    a0 = multiplyAdd(s, a, a0);
    b0 = multiplyAdd(s, b, b0);
    s = v128.load32_splat(panel, 4);
    a1 = multiplyAdd(s, a, a1);
    b1 = multiplyAdd(s, b, b1);
    s = v128.load32_splat(panel, 8);
    a2 = multiplyAdd(s, a, a2);
    b2 = multiplyAdd(s, b, b2);
    s = v128.load32_splat(panel, 12);
    a3 = multiplyAdd(s, a, a3);
    b3 = multiplyAdd(s, b, b3);
    s = v128.load32_splat(panel, 16);
    a4 = multiplyAdd(s, a, a4);
    b4 = multiplyAdd(s, b, b4);
    x += ROW;
    panel += 20;
  }
  v128.store(to, a0);
  v128.store(to, b0, 16);
  v128.store(to, a1, 32);
  v128.store(to, b1, 48);
  v128.store(to, a2, 64);
  v128.store(to, b2, 80);
  v128.store(to, a3, 96);
  v128.store(to, b3, 112);
  v128.store(to, a4, 128);
  v128.store(to, b4, 144);
}

/** Turns exponents `[levels, 8]`, as multiples of ln(2) and before the bias, into each item's weights of the levels. */
export function weighLevels(x: usize, bias: usize, levels: i32): void {
  const end = x + <usize>levels * ROW;
  // Two halves of four items.
  for (let half: usize = 0; half < ROW; half += 16) {
    let most = f32x4.splat(-Infinity);
    let b = bias;
    for (let at = x + half; at < end; at += ROW) {
      const exponent = f32x4.add(v128.load(at), f32x4.mul(v128.load32_splat(b), f32x4.splat(LOG2_E)));
      v128.store(at, exponent);
      most = f32x4.pmax(most, exponent);
      b += 4;
    }
    let sum = f32x4.splat(0);
    for (let at = x + half; at < end; at += ROW) {
      const power = powerOfTwo4(f32x4.sub(v128.load(at), most));
      v128.store(at, power);
      sum = f32x4.add(sum, power);
    }
    const share = f32x4.div(f32x4.splat(1), sum);
    for (let at = x + half; at < end; at += ROW) v128.store(at, f32x4.mul(v128.load(at), share));
  }
}

/**
 * sums `[8]` = relu(items `[count, 8]` + state `[count]` + mixed `[count, 8]`) . output `[count]`. A pass of its own: in
 * one loop with the product its sums would not stay in registers.
 */
export function answerItems(items: usize, state: usize, mixed: usize, output: usize, count: i32, sums: usize): void {
  const zero = f32x4.splat(0);
  let a = zero;
  let b = zero;
  for (let k = 0; k < count; k++) {
    const own = v128.load32_splat(state);
    const factor = v128.load32_splat(output);
    const x = f32x4.add(f32x4.add(v128.load(items), own), v128.load(mixed));
    const y = f32x4.add(f32x4.add(v128.load(items, 16), own), v128.load(mixed, 16));
    a = multiplyAdd(f32x4.pmax(x, zero), factor, a);
    b = multiplyAdd(f32x4.pmax(y, zero), factor, b);
    state += 4;
    output += 4;
    items += ROW;
    mixed += ROW;
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
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
  const units = padded(h);
  const judging = room(f * padded(l));
  const mixing = room(units * l);
  const judgeRoom = room((f + 4) * ITEMS);
  const itemRoom = room((h + 4) * ITEMS);
  const mixedRoom = room(units * ITEMS);
  const size = judging + mixing + 2 * judgeRoom + itemRoom + mixedRoom + room(padded(l) * ITEMS) + room(ITEMS);
  // As levelItemsScratch counts them.
  const judgePanels = (<usize>scratch << 2) + <usize>part * size;
  const levelPanels = judgePanels + judging;
  const judgeBlock = levelPanels + mixing;
  const judged = judgeBlock + judgeRoom;
  const itemBlock = judged + judgeRoom;
  const mixed = itemBlock + itemRoom;
  const weights = mixed + mixedRoom;
  const sums = weights + room(padded(l) * ITEMS);
  packPanels(<usize>judgeOutput << 2, f, l, judgePanels, LOG2_E);
  packPanels(<usize>levels << 2, l, h, levelPanels, 1);

  const judgePanel = <usize>(f * COLUMNS) << 2;
  const levelPanel = <usize>(l * COLUMNS) << 2;
  for (let item = 0; item < n; item += ITEMS) {
    const count = min(ITEMS, n - item);
    for (let learner = firstLearner; learner < lastLearner; learner++) {
      const list = <usize>(keys + (shared === 1 ? 0 : learner * n) + item) << 2;
      if (shared === 0 || learner === firstLearner) {
        packItems(<usize>judgeItems << 2, list, count, f, judgeBlock);
        packItems(<usize>items << 2, list, count, h, itemBlock);
      }
      rectifyItems(judgeBlock, <usize>(judgeStates + learner * f) << 2, f, judged);
      let panel = judgePanels;
      for (let level = 0; level < l; level += COLUMNS) {
        multiplyPanel(judged, panel, f, weights + <usize>level * ROW);
        panel += judgePanel;
      }
      weighLevels(weights, <usize>judgeBias << 2, l);
      panel = levelPanels;
      for (let unit = 0; unit < h; unit += COLUMNS) {
        multiplyPanel(weights, panel, l, mixed + <usize>unit * ROW);
        panel += levelPanel;
      }
      answerItems(itemBlock, <usize>(states + learner * h) << 2, mixed, <usize>output << 2, h, sums);
      for (let r = 0; r < count; r++) {
        const at = <usize>r << 2;
        const key = load<i32>(list + at);
        const logit: f32 = key < 0 ? 0 : load<f32>(sums + at) + load<f32>(<usize>(bias + key) << 2);
        store<f32>(<usize>(y + learner * n + item + r) << 2, logit);
      }
    }
  }
}
