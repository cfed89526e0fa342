import { loadColumns } from "./columns";
import { multiplyAdd } from "./vector";

// The inner loops of the memory scan: some slots times four columns stay in registers over all steps. They are
// exported so that the optimiser leaves them functions of their own, each with all registers to itself.
//
// A step's record (64 bytes): -erase, add, read (four floats each), address of the weights' row, key, token, row.

// @ts-expect-error: decorator
@inline
export const RECORD: usize = 64;
// @ts-expect-error: decorator
@inline
export const ADD: usize = 16;
// @ts-expect-error: decorator
@inline
export const READ: usize = 32;
// @ts-expect-error: decorator
@inline
export const WEIGHTS: usize = 48;
// @ts-expect-error: decorator
@inline
export const KEY: usize = 52;
// @ts-expect-error: decorator
@inline
export const TOKEN: usize = 56;
// @ts-expect-error: decorator
@inline
export const ROW: usize = 60;

/** M + w (add - erase M). */
// @ts-expect-error: decorator
@inline
function written(m: v128, w: v128, minusErase: v128, add: v128): v128 {
  return multiplyAdd(w, multiplyAdd(m, minusErase, add), m);
}

/**
 * Adds what ten slots give to each record's read. `slot` is the first slot's offset in a row of weights, `memory` where
 * it begins, `stride` from slot to slot; all in bytes.
 */
export function scanTenSlots(from: usize, end: usize, slot: usize, memory: usize, stride: usize, width: i32): void {
  let at = memory;
  let m0 = loadColumns(at, width);
  let m1 = loadColumns((at += stride), width);
  let m2 = loadColumns((at += stride), width);
  let m3 = loadColumns((at += stride), width);
  let m4 = loadColumns((at += stride), width);
  let m5 = loadColumns((at += stride), width);
  let m6 = loadColumns((at += stride), width);
  let m7 = loadColumns((at += stride), width);
  let m8 = loadColumns((at += stride), width);
  let m9 = loadColumns((at += stride), width);
  for (let r = from; r < end; r += RECORD) {
    const w = <usize>load<u32>(r, WEIGHTS) + slot;
    const e = v128.load(r);
    const a = v128.load(r, ADD);
    let x = v128.load(r, READ);
    let s = v128.load32_splat(w);
    x = multiplyAdd(s, m0, x);
    m0 = written(m0, s, e, a);
    s = v128.load32_splat(w, 4);
    x = multiplyAdd(s, m1, x);
    m1 = written(m1, s, e, a);
    s = v128.load32_splat(w, 8);
    x = multiplyAdd(s, m2, x);
    m2 = written(m2, s, e, a);
    s = v128.load32_splat(w, 12);
    x = multiplyAdd(s, m3, x);
    m3 = written(m3, s, e, a);
    s = v128.load32_splat(w, 16);
    x = multiplyAdd(s, m4, x);
    m4 = written(m4, s, e, a);
    s = v128.load32_splat(w, 20);
    x = multiplyAdd(s, m5, x);
    m5 = written(m5, s, e, a);
    s = v128.load32_splat(w, 24);
    x = multiplyAdd(s, m6, x);
    m6 = written(m6, s, e, a);
    s = v128.load32_splat(w, 28);
    x = multiplyAdd(s, m7, x);
    m7 = written(m7, s, e, a);
    s = v128.load32_splat(w, 32);
    x = multiplyAdd(s, m8, x);
    m8 = written(m8, s, e, a);
    s = v128.load32_splat(w, 36);
    x = multiplyAdd(s, m9, x);
    m9 = written(m9, s, e, a);
    v128.store(r, x, READ);
  }
}

/** As `scanTenSlots`, for one slot. */
export function scanOneSlot(from: usize, end: usize, slot: usize, memory: usize, width: i32): void {
  let m = loadColumns(memory, width);
  for (let r = from; r < end; r += RECORD) {
    const s = v128.load32_splat(<usize>load<u32>(r, WEIGHTS) + slot);
    v128.store(r, multiplyAdd(s, m, v128.load(r, READ)), READ);
    m = written(m, s, v128.load(r), v128.load(r, ADD));
  }
}

/** Writes five slots as they are before each step to `trajectory`, 80 bytes a step. */
export function traceFiveSlots(
  from: usize,
  end: usize,
  slot: usize,
  memory: usize,
  stride: usize,
  width: i32,
  trajectory: usize,
): void {
  let at = memory;
  let m0 = loadColumns(at, width);
  let m1 = loadColumns((at += stride), width);
  let m2 = loadColumns((at += stride), width);
  let m3 = loadColumns((at += stride), width);
  let m4 = loadColumns((at += stride), width);
  let to = trajectory;
  for (let r = from; r < end; r += RECORD) {
    const w = <usize>load<u32>(r, WEIGHTS) + slot;
    const e = v128.load(r);
    const a = v128.load(r, ADD);
    v128.store(to, m0);
    m0 = written(m0, v128.load32_splat(w), e, a);
    v128.store(to, m1, 16);
    m1 = written(m1, v128.load32_splat(w, 4), e, a);
    v128.store(to, m2, 32);
    m2 = written(m2, v128.load32_splat(w, 8), e, a);
    v128.store(to, m3, 48);
    m3 = written(m3, v128.load32_splat(w, 12), e, a);
    v128.store(to, m4, 64);
    m4 = written(m4, v128.load32_splat(w, 16), e, a);
    to += 80;
  }
}

/** As `traceFiveSlots`, for one slot, 16 bytes a step. */
export function traceOneSlot(
  from: usize,
  end: usize,
  slot: usize,
  memory: usize,
  width: i32,
  trajectory: usize,
): void {
  let m = loadColumns(memory, width);
  let to = trajectory;
  for (let r = from; r < end; r += RECORD) {
    v128.store(to, m);
    m = written(m, v128.load32_splat(<usize>load<u32>(r, WEIGHTS) + slot), v128.load(r), v128.load(r, ADD));
    to += 16;
  }
}

/**
 * Walks back over the records, whose reads are gradients now. Adds to the sums of five slots of each key at `keySums`
 * (80 bytes a key, four columns side by side) and to two sums of each step at `stepSums` (32 bytes: what erase and add
 * take, erase with the opposite sign), and writes the gradient of the memory before the first step to `dmemory`.
 */
export function returnFiveSlots(
  from: usize,
  end: usize,
  slot: usize,
  trajectory: usize,
  keySums: usize,
  stepSums: usize,
  dmemory: usize,
): void {
  const steps = (end - from) / RECORD;
  let m = trajectory + steps * 80;
  let sums = stepSums + steps * 32;
  let g0 = f32x4.splat(0);
  let g1 = g0;
  let g2 = g0;
  let g3 = g0;
  let g4 = g0;
  for (let r = end; r > from; ) {
    r -= RECORD;
    m -= 80;
    sums -= 32;
    const w = <usize>load<u32>(r, WEIGHTS) + slot;
    const to = keySums + <usize>load<u32>(r, KEY) * 80;
    const e = v128.load(r);
    const a = v128.load(r, ADD);
    const dread = v128.load(r, READ);
    let de = v128.load(sums);
    let da = v128.load(sums, 16);

    let state = v128.load(m);
    let h = multiplyAdd(g0, e, dread);
    v128.store(to, multiplyAdd(g0, a, multiplyAdd(state, h, v128.load(to))));
    let s = v128.load32_splat(w);
    let share = f32x4.mul(s, g0);
    de = multiplyAdd(share, state, de);
    da = f32x4.add(da, share);
    g0 = multiplyAdd(s, h, g0);

    state = v128.load(m, 16);
    h = multiplyAdd(g1, e, dread);
    v128.store(to, multiplyAdd(g1, a, multiplyAdd(state, h, v128.load(to, 16))), 16);
    s = v128.load32_splat(w, 4);
    share = f32x4.mul(s, g1);
    de = multiplyAdd(share, state, de);
    da = f32x4.add(da, share);
    g1 = multiplyAdd(s, h, g1);

    state = v128.load(m, 32);
    h = multiplyAdd(g2, e, dread);
    v128.store(to, multiplyAdd(g2, a, multiplyAdd(state, h, v128.load(to, 32))), 32);
    s = v128.load32_splat(w, 8);
    share = f32x4.mul(s, g2);
    de = multiplyAdd(share, state, de);
    da = f32x4.add(da, share);
    g2 = multiplyAdd(s, h, g2);

    state = v128.load(m, 48);
    h = multiplyAdd(g3, e, dread);
    v128.store(to, multiplyAdd(g3, a, multiplyAdd(state, h, v128.load(to, 48))), 48);
    s = v128.load32_splat(w, 12);
    share = f32x4.mul(s, g3);
    de = multiplyAdd(share, state, de);
    da = f32x4.add(da, share);
    g3 = multiplyAdd(s, h, g3);

    state = v128.load(m, 64);
    h = multiplyAdd(g4, e, dread);
    v128.store(to, multiplyAdd(g4, a, multiplyAdd(state, h, v128.load(to, 64))), 64);
    s = v128.load32_splat(w, 16);
    share = f32x4.mul(s, g4);
    de = multiplyAdd(share, state, de);
    da = f32x4.add(da, share);
    g4 = multiplyAdd(s, h, g4);

    v128.store(sums, de);
    v128.store(sums, da, 16);
  }
  v128.store(dmemory, g0);
  v128.store(dmemory, g1, 16);
  v128.store(dmemory, g2, 32);
  v128.store(dmemory, g3, 48);
  v128.store(dmemory, g4, 64);
}

/** As `returnFiveSlots`, for one slot; 16 bytes a key. */
export function returnOneSlot(
  from: usize,
  end: usize,
  slot: usize,
  trajectory: usize,
  keySums: usize,
  stepSums: usize,
  dmemory: usize,
): void {
  const steps = (end - from) / RECORD;
  let m = trajectory + steps * 16;
  let sums = stepSums + steps * 32;
  let g = f32x4.splat(0);
  for (let r = end; r > from; ) {
    r -= RECORD;
    m -= 16;
    sums -= 32;
    const to = keySums + <usize>load<u32>(r, KEY) * 16;
    const state = v128.load(m);
    const h = multiplyAdd(g, v128.load(r), v128.load(r, READ));
    v128.store(to, multiplyAdd(g, v128.load(r, ADD), multiplyAdd(state, h, v128.load(to))));
    const s = v128.load32_splat(<usize>load<u32>(r, WEIGHTS) + slot);
    const share = f32x4.mul(s, g);
    v128.store(sums, multiplyAdd(share, state, v128.load(sums)));
    v128.store(sums, f32x4.add(v128.load(sums, 16), share), 16);
    g = multiplyAdd(s, h, g);
  }
  v128.store(dmemory, g);
}
