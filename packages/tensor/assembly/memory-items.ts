import { multiplyTiles } from "./attention-tiles";
import { loadColumns, storeColumns } from "./columns";
import { maskOf } from "./lanes";
import { packRows } from "./packing";
import { firstOf } from "./partition";
import { LEAST, ONE, P_0, P_1, P_2, P_3, P_4, powerOfTwoWith, ROUND } from "./power-of-two";
import { multiplyAdd, sumLanes } from "./vector";

// What each kernel means stands in src/kernels/reference/memory-items.ts. Addresses are elements of four bytes.

export function writeMemory(
  x: i32,
  weights: i32,
  keys: i32,
  erase: i32,
  add: i32,
  tokens: i32,
  y: i32,
  b: i32,
  s: i32,
  v: i32,
  part: i32,
  parts: i32,
): void {
  const size = <usize>(s * v) << 2;
  const stride = <usize>v << 2;
  const last = firstOf(b, 1, part + 1, parts);
  for (let learner = firstOf(b, 1, part, parts); learner < last; learner++) {
    const key = load<i32>(<usize>(keys + learner) << 2);
    const token = load<i32>(<usize>(tokens + learner) << 2);
    let from = (<usize>x << 2) + <usize>learner * size;
    let to = (<usize>y << 2) + <usize>learner * size;
    if (key < 0 || token < 0) {
      memory.copy(to, from, size);
      continue;
    }
    const e = (<usize>erase << 2) + <usize>token * stride;
    const a = (<usize>add << 2) + <usize>token * stride;
    const w = (<usize>weights + <usize>key * s) << 2;
    for (let slot = 0; slot < s; slot++) {
      const weight = v128.load32_splat(w + (<usize>slot << 2));
      let c = 0;
      for (; c + 4 <= v; c += 4) {
        const at = <usize>c << 2;
        const state = v128.load(from + at);
        const change = f32x4.sub(v128.load(a + at), f32x4.mul(state, v128.load(e + at)));
        v128.store(to + at, multiplyAdd(weight, change, state));
      }
      if (c < v) {
        const at = <usize>c << 2;
        const width = v - c;
        const state = loadColumns(from + at, width);
        const change = f32x4.sub(loadColumns(a + at, width), f32x4.mul(state, loadColumns(e + at, width)));
        storeColumns(to + at, multiplyAdd(weight, change, state), width);
      }
      from += stride;
      to += stride;
    }
  }
}

// Six items are mixed at a time: a panel holds their weights, row after row.

// @ts-expect-error: decorator
@inline const TILE: i32 = 6;

function panelSize(slots: i32): usize {
  return <usize>(TILE * slots) << 2;
}

/** Bytes of scratch a thread, as memoryItemsScratch. */
function scratchSize(items: i32, slots: i32, width: i32): usize {
  const depth = (width + 7) & ~7;
  return <usize>((TILE * slots * ((items + TILE - 1) / TILE) + (slots + TILE) * depth + 15) / 16) * 64;
}

/** The items' weights times a factor, panel after panel; zeros where there is no item. */
function packWeights(weights: usize, keys: usize, items: i32, slots: i32, to: usize, factor: f32): void {
  const padded = ((items + TILE - 1) / TILE) * TILE;
  for (let item = 0; item < padded; item++) {
    const key = item < items ? load<i32>(keys + (<usize>item << 2)) : -1;
    const row = weights + ((<usize>key * slots) << 2);
    for (let slot = 0; slot < slots; slot++) {
      store<f32>(to, key < 0 ? 0 : factor * load<f32>(row + (<usize>slot << 2)));
      to += 4;
    }
  }
}

/** result [6, depth] = the panel's items, of which `items` count, mixed from rows [slots, depth]. */
function mixPanel(panel: usize, rows: usize, slots: i32, depth: i32, result: usize, items: i32): void {
  const stride = <usize>depth << 2;
  multiplyTiles(panel, <usize>slots << 2, rows, stride, slots, result, stride, depth / 8, items);
}

export function readMemory(
  weights: i32,
  keys: i32,
  x: i32,
  y: i32,
  scratch: i32,
  b: i32,
  n: i32,
  s: i32,
  v: i32,
  shared: i32,
  part: i32,
  parts: i32,
): void {
  const depth = (v + 7) & ~7;
  const depthStride = <usize>depth << 2;
  const stride = <usize>v << 2;
  const panels = (<usize>scratch << 2) + <usize>part * scratchSize(n, s, v);
  const rows = panels + panelSize(s) * ((n + TILE - 1) / TILE);
  const result = rows + <usize>s * depthStride;
  const firstLearner = firstOf(b, 1, part, parts);
  const last = firstOf(b, 1, part + 1, parts);
  for (let learner = firstLearner; learner < last; learner++) {
    const list = <usize>(keys + (shared === 1 ? 0 : learner * n)) << 2;
    if (shared === 0 || learner === firstLearner) packWeights(<usize>weights << 2, list, n, s, panels, 1);
    packRows((<usize>x << 2) + <usize>(learner * s) * stride, stride, s, v, rows, depthStride, 1);
    let panel = panels;
    for (let item = 0; item < n; item += TILE) {
      mixPanel(panel, rows, s, depth, result, n - item);
      panel += panelSize(s);
      for (let k = 0; k < min(TILE, n - item); k++) {
        const to = (<usize>y << 2) + <usize>(learner * n + item + k) * stride;
        if (load<i32>(list + (<usize>(item + k) << 2)) < 0) memory.fill(to, 0, stride);
        else memory.copy(to, result + <usize>k * depthStride, stride);
      }
    }
  }
}

/** tanh(x) = 1 - 2 / (1 + 2^(x SCALE)). */
// @ts-expect-error: decorator
@inline const SCALE: f32 = 2.8853900817779268;

/** At most this power of two: there tanh is 1. */
// @ts-expect-error: decorator
@inline const MOST: f32 = 60;

/** output . 1 / (1 + 2^(mixed + summary SCALE)), the latter two of `width` floats; mixed has been scaled. */
function summarise(mixed: usize, summary: usize, output: usize, width: i32): f32 {
  const p4 = v128.load(P_4);
  const p3 = v128.load(P_3);
  const p2 = v128.load(P_2);
  const p1 = v128.load(P_1);
  const p0 = v128.load(P_0);
  const one = v128.load(ONE);
  const least = v128.load(LEAST);
  const round = v128.load(ROUND);
  const most = f32x4.splat(MOST);
  const scale = f32x4.splat(SCALE);
  let sum = f32x4.splat(0);
  let c = 0;
  for (; c + 4 <= width; c += 4) {
    const at = <usize>c << 2;
    const inner = multiplyAdd(v128.load(summary + at), scale, v128.load(mixed + at));
    const power = powerOfTwoWith(f32x4.pmin(inner, most), p4, p3, p2, p1, p0, one, least, round);
    sum = f32x4.add(sum, f32x4.div(v128.load(output + at), f32x4.add(one, power)));
  }
  if (c < width) {
    // What is read beyond the rows' ends is masked.
    const at = <usize>c << 2;
    const inner = multiplyAdd(v128.load(summary + at), scale, v128.load(mixed + at));
    const power = powerOfTwoWith(f32x4.pmin(inner, most), p4, p3, p2, p1, p0, one, least, round);
    const term = f32x4.div(v128.load(output + at), f32x4.add(one, power));
    sum = f32x4.add(sum, v128.and(term, maskOf(<usize>(width - c))));
  }
  return sumLanes(sum);
}

function sumOf(x: usize, count: i32): f32 {
  let sum: f32 = 0;
  for (let c = 0; c < count; c++) sum += load<f32>(x + (<usize>c << 2));
  return sum;
}

export function memoryLogits(
  weights: i32,
  keys: i32,
  x: i32,
  summary: i32,
  output: i32,
  bias: i32,
  y: i32,
  scratch: i32,
  b: i32,
  n: i32,
  s: i32,
  f: i32,
  shared: i32,
  part: i32,
  parts: i32,
): void {
  const depth = (f + 7) & ~7;
  const depthStride = <usize>depth << 2;
  const stride = <usize>f << 2;
  const panels = (<usize>scratch << 2) + <usize>part * scratchSize(n, s, f);
  const rows = panels + panelSize(s) * ((n + TILE - 1) / TILE);
  const result = rows + <usize>s * depthStride;
  const offset = load<f32>(<usize>bias << 2) + sumOf(<usize>output << 2, f);
  const firstLearner = firstOf(b, 1, part, parts);
  const last = firstOf(b, 1, part + 1, parts);
  for (let learner = firstLearner; learner < last; learner++) {
    const list = <usize>(keys + (shared === 1 ? 0 : learner * n)) << 2;
    if (shared === 0 || learner === firstLearner) packWeights(<usize>weights << 2, list, n, s, panels, SCALE);
    packRows((<usize>x << 2) + <usize>(learner * s) * stride, stride, s, f, rows, depthStride, 1);
    let panel = panels;
    for (let item = 0; item < n; item += TILE) {
      mixPanel(panel, rows, s, depth, result, n - item);
      panel += panelSize(s);
      for (let k = 0; k < min(TILE, n - item); k++) {
        const key = load<i32>(list + (<usize>(item + k) << 2));
        let logit: f32 = 0;
        if (key >= 0) {
          const own = (<usize>summary << 2) + <usize>key * stride;
          logit = offset - 2 * summarise(result + <usize>k * depthStride, own, <usize>output << 2, f);
        }
        store<f32>(<usize>(y + learner * n + item + k) << 2, logit);
      }
    }
  }
}
