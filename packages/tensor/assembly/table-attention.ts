import { addOuterHalfTile, addOuterTiles } from "./attention-tiles";
import { loadColumns, storeColumns } from "./columns";
import { firstOf } from "./partition";

// What the kernel means stands in src/kernels/reference/table-attention.ts. Addresses are elements of four bytes in the
// kernel's arguments, and bytes below them.

/** TABLE_BLOCK. */
// @ts-expect-error: decorator
@inline const BLOCK: i32 = 12;
// @ts-expect-error: decorator
@inline const BLOCK_BYTES: usize = 48;

/** Bytes of scratch a thread, as tableAttentionScratch. */
function scratchSize(room: i32, depth: i32): usize {
  return <usize>((room * (depth + BLOCK) + BLOCK * (depth + 1) + 15) / 16) * 64;
}

/** Writes the values of the steps with a token `[steps, depth]`, zeros beyond the width; returns how many they are. */
function addValues(
  tokens: usize,
  steps: i32,
  ofToken: usize,
  ofPlace: usize,
  stride: usize,
  width: i32,
  depth: i32,
  to: usize,
): i32 {
  let count = 0;
  for (let t = 0; t < steps; t++) {
    const token = load<i32>(tokens + (<usize>t << 2));
    if (token < 0) continue;
    const own = ofToken + <usize>token * stride;
    const place = ofPlace + <usize>t * stride;
    let c = 0;
    for (; c < width; c += 4) {
      const at = <usize>c << 2;
      v128.store(to + at, f32x4.add(loadColumns(own + at, width - c), loadColumns(place + at, width - c)));
    }
    for (; c < depth; c += 4) v128.store(to + (<usize>c << 2), f32x4.splat(0));
    to += <usize>depth << 2;
    count++;
  }
  return count;
}

/** Writes a block's weights of the steps with a token `[steps, 12]`, and their sums `[12]`. */
export function weighSteps(tokens: usize, steps: i32, ofToken: usize, ofPlace: usize, to: usize, sums: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  for (let t = 0; t < steps; t++) {
    const token = load<i32>(tokens + (<usize>t << 2));
    if (token >= 0) {
      const own = ofToken + <usize>token * BLOCK_BYTES;
      const w0 = f32x4.mul(v128.load(own), v128.load(ofPlace));
      const w1 = f32x4.mul(v128.load(own, 16), v128.load(ofPlace, 16));
      const w2 = f32x4.mul(v128.load(own, 32), v128.load(ofPlace, 32));
      v128.store(to, w0);
      v128.store(to, w1, 16);
      v128.store(to, w2, 32);
      s0 = f32x4.add(s0, w0);
      s1 = f32x4.add(s1, w1);
      s2 = f32x4.add(s2, w2);
      to += BLOCK_BYTES;
    }
    ofPlace += BLOCK_BYTES;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
}

export function attendByTables(
  tokens: i32,
  lengths: i32,
  byToken: i32,
  byPlace: i32,
  tokenValues: i32,
  placeValues: i32,
  y: i32,
  scratch: i32,
  b: i32,
  n: i32,
  l: i32,
  d: i32,
  heads: i32,
  tokenCount: i32,
  placeCount: i32,
  part: i32,
  parts: i32,
): void {
  const width = d / heads;
  const depth = (width + 7) & ~7;
  const depthStride = <usize>depth << 2;
  const stride = <usize>d << 2;
  const blocks = (n + BLOCK - 1) / BLOCK;
  const values = (<usize>scratch << 2) + <usize>part * scratchSize(l, depth);
  const weights = values + <usize>l * depthStride;
  const result = weights + <usize>l * BLOCK_BYTES;
  const sums = result + <usize>BLOCK * depthStride;
  const tokenStride = <usize>tokenCount * BLOCK_BYTES;
  const placeStride = <usize>placeCount * BLOCK_BYTES;
  const lastUnit = firstOf(b * heads, 1, part + 1, parts);
  for (let unit = firstOf(b * heads, 1, part, parts); unit < lastUnit; unit++) {
    const learner = unit / heads;
    const head = unit % heads;
    const column = <usize>(head * width) << 2;
    const list = <usize>(tokens + learner * l) << 2;
    const steps = load<i32>(<usize>(lengths + learner) << 2);
    const ofToken = (<usize>tokenValues << 2) + column;
    const seen = addValues(list, steps, ofToken, (<usize>placeValues << 2) + column, stride, width, depth, values);
    let tokenTable = (<usize>byToken << 2) + <usize>(head * blocks) * tokenStride;
    let placeTable = (<usize>byPlace << 2) + <usize>(head * blocks) * placeStride;
    for (let item = 0; item < n; item += BLOCK) {
      weighSteps(list, steps, tokenTable, placeTable, weights, sums);
      tokenTable += tokenStride;
      placeTable += placeStride;
      memory.fill(result, 0, <usize>BLOCK * depthStride);
      const items = min(BLOCK, n - item);
      for (let c: usize = 0; c < depthStride; c += 32) {
        if (items <= 3) addOuterHalfTile(weights, BLOCK_BYTES, values + c, depthStride, seen, result + c, depthStride);
        else addOuterTiles(weights, BLOCK_BYTES, values + c, depthStride, seen, result + c, depthStride, items <= 6 ? 1 : 2);
      }
      for (let r = 0; r < items; r++) {
        const from = result + <usize>r * depthStride;
        const to = (<usize>y << 2) + <usize>(learner * n + item + r) * stride + column;
        const share = f32x4.splat(seen === 0 ? 0 : 1 / load<f32>(sums + (<usize>r << 2)));
        for (let c = 0; c < width; c += 4) {
          const at = <usize>c << 2;
          storeColumns(to + at, f32x4.mul(v128.load(from + at), share), width - c);
        }
      }
    }
  }
}
